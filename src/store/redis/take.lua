#!lua
-- What is asked for often is at hand: looking a name up costs as much as adding.
local key, call, min, max = KEYS[1], redis.call, math.min, math.max
local floor, ceil = math.floor, math.ceil
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

local names = {}
for at = 1, #ARGV, 6 do
  names[#names + 1] = ARGV[at]
  if ARGV[at + 1] ~= '' then names[#names + 1] = ARGV[at + 1] end
end
local held = call('HMGET', key, unpack(names))

local answer, changes, life, known, place = { 1 }, {}, 0, false, 0
local denied, longest = 0, 0
for at = 1, #ARGV, 6 do
  local once, amount = ARGV[at + 1], tonumber(ARGV[at + 5])
  local found, counted = held[place + 1], false
  place = place + 1
  if once ~= '' then
    place = place + 1
    counted = held[place]
  end
  known = known or found
  local used, wait, value, full, empty
  if ARGV[at + 2] == 'steady' then
    local interval, depth = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
    value = min(max(tonumber(found or now), now), now + depth) + interval * amount
    full, empty = value - now, depth
    used, wait = ceil(full / interval), full - depth
  else
    local length, most = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
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
    if wait > longest then denied, longest = (at - 1) / 6, wait end
  else
    answer[#answer + 1] = used
    if amount > 0 then
      changes[#changes + 1] = ARGV[at]
      -- Redis writes all 16 digits of a time in microseconds; Lua itself would write 14.
      changes[#changes + 1] = value
      life = max(life, full)
      if once ~= '' then
        changes[#changes + 1] = once
        changes[#changes + 1] = now + empty
        life = max(life, empty)
      end
    end
  end
end
if longest > 0 then return { 0, denied, longest } end
if #changes == 0 then return answer end

local added = call('HSET', key, unpack(changes))
life = ceil(life / 1000)
if known then
  call('PEXPIRE', key, life, 'GT')
elseif call('PTTL', key) < life then
  call('PEXPIRE', key, life)
end

-- What ended is as good as gone; here it goes, before there is much of it.
if added > 0 and call('HLEN', key) > 64 then
  local all = call('HGETALL', key)
  for at = 1, #all, 2 do
    if (tonumber(all[at + 1]) or now) < now then call('HDEL', key, all[at]) end
  end
end
return answer
