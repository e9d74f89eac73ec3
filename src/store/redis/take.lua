#!lua
-- What is asked for often is at hand: looking a name up costs as much as adding.
-- So are calls: what can be said with an operator is.
local key, call, unpacked, written = KEYS[1], redis.call, struct.unpack, string.format
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

local asked, held = ARGV[1], call('HMGET', key, unpack(ARGV, 2))
local answer, changes, life, known = { 1 }, {}, 0, false
local denied, longest = 0, 0
local at, portion, field = 1, 0, 1
while at <= #asked do
  local kind, marks, first, second, amount, left
  kind, marks, first, second, amount, left, at = unpacked('<BBI8I8I4I4', asked, at)
  local found, counted = held[field], marks > 0 and held[field + 1]
  known = known or found
  local used, wait, value, full, empty
  if kind == 0 then
    local interval, depth = first, second
    value = now
    if found then value = tonumber(found) end
    if value < now then value = now elseif value > now + depth then value = now + depth end
    value = value + interval * amount
    full, empty = value - now, depth
    used, wait = (full + -full % interval) / interval, full - (depth - interval * left)
  else
    local length, most = first, second
    local ends = now - now % length + length
    local before = (found and tonumber(found) or 0) - ends
    if before < 0 or before >= length then before = 0 end
    used, full = before + amount, ends - now
    wait, empty = used + left > most and full or 0, full
    value = ends + used
  end
  if counted and tonumber(counted) > now then
    answer[#answer + 1] = -1
  elseif amount > 0 and wait > 0 then
    if wait > longest then denied, longest = portion, wait end
  else
    answer[#answer + 1] = used
    if amount > 0 then
      -- All digits, and without floating point, which would be a tenth of the work here.
      changes[#changes + 1] = ARGV[field + 1]
      changes[#changes + 1] = written('%d', value)
      if full > life then life = full end
      if marks > 0 then
        changes[#changes + 1] = ARGV[field + 2]
        changes[#changes + 1] = written('%d', now + empty)
        if empty > life then life = empty end
      end
    end
  end
  portion, field = portion + 1, field + 1 + marks
end
if longest > 0 then return { 0, denied, longest } end
if #changes == 0 then return answer end

local added = call('HSET', key, unpack(changes))
life = written('%d', (life + -life % 1000) / 1000)
-- A new key holds nothing else, and lives as long as this.
if not known and call('PEXPIRE', key, life, 'NX') == 1 then return answer end
call('PEXPIRE', key, life, 'GT')

-- What ended is as good as gone; here it goes, before there is much of it.
if added > 0 and call('HLEN', key) > 64 then
  local all = call('HGETALL', key)
  for at = 1, #all, 2 do
    if (tonumber(all[at + 1]) or now) < now then call('HDEL', key, all[at]) end
  end
end
return answer
