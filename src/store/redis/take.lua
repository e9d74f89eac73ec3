#!lua
-- What is asked for often is at hand: looking a name up costs as much as adding.
local key, call, min, max = KEYS[1], redis.call, math.min, math.max
local floor, ceil, unpacked, written = math.floor, math.ceil, struct.unpack, string.format
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

local asked, held = ARGV[1], call('HMGET', key, unpack(ARGV, 2))
local answer, changes, life, known = { 1 }, {}, 0, false
local denied, longest = 0, 0
local at, portion, field = 1, 0, 1
while at <= #asked do
  local kind, marks, first, second, amount
  kind, marks, first, second, amount, at = unpacked('<BBI8I8I4', asked, at)
  local found, counted = held[field], marks > 0 and held[field + 1]
  known = known or found
  local used, wait, value, full, empty
  if kind == 0 then
    local interval, depth = first, second
    value = min(max(tonumber(found or now), now), now + depth) + interval * amount
    full, empty = value - now, depth
    used, wait = ceil(full / interval), full - depth
  else
    local length, most = first, second
    local ends = (floor(now / length) + 1) * length
    local before = (tonumber(found) or 0) - ends
    if before < 0 or before >= length then before = 0 end
    used, full = before + amount, ends - now
    wait, empty = used > most and full or 0, full
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
      life = max(life, full)
      if marks > 0 then
        changes[#changes + 1] = ARGV[field + 2]
        changes[#changes + 1] = written('%d', now + empty)
        life = max(life, empty)
      end
    end
  end
  portion, field = portion + 1, field + 1 + marks
end
if longest > 0 then return { 0, denied, longest } end
if #changes == 0 then return answer end

local added = call('HSET', key, unpack(changes))
life = written('%d', ceil(life / 1000))
if known or call('PEXPIRE', key, life, 'NX') == 0 then call('PEXPIRE', key, life, 'GT') end

-- What ended is as good as gone; here it goes, before there is much of it.
if added > 0 and call('HLEN', key) > 64 then
  local all = call('HGETALL', key)
  for at = 1, #all, 2 do
    if (tonumber(all[at + 1]) or now) < now then call('HDEL', key, all[at]) end
  end
end
return answer
