#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local names = {}
for at = 1, #ARGV, 6 do
  names[#names + 1] = ARGV[at]
  names[#names + 1] = ARGV[at + 1]
end
local held = redis.call('HMGET', KEYS[1], unpack(names))

local answer, changes, life = { 1 }, {}, 0
local denied, longest = 0, 0
for portion = 1, #ARGV / 6 do
  local at = 6 * portion - 5
  local once, kind, amount = ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 5])
  local found, counted = held[2 * portion - 1], held[2 * portion]
  local used, wait, value, full, empty
  if kind == 'steady' then
    local interval, depth = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
    local tat = math.min(math.max(tonumber(found or now), now), now + depth)
    local after = tat + interval * amount
    used, wait = math.ceil((after - now) / interval), after - now - depth
    -- Lua itself writes only 14 digits of a number; a time in microseconds has 16.
    value, full, empty = string.format('%.0f', after), after - now, depth
  else
    local length, most = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
    local period = math.floor(now / length)
    local of, count = string.match(found or '', '^(%d+):(%d+)$')
    full = (period + 1) * length - now
    used = amount
    if tonumber(of) == period then used = used + tonumber(count) end
    wait, empty = used > most and full or 0, full
    value = string.format('%.0f:%.0f', period, used)
  end
  if once ~= '' and tonumber(counted or 0) > now then
    answer[#answer + 1] = -1
  elseif amount > 0 and wait > 0 then
    if wait > longest then denied, longest = portion, wait end
  else
    answer[#answer + 1] = used
    if amount > 0 then
      changes[#changes + 1] = ARGV[at]
      changes[#changes + 1] = value
      life = math.max(life, full)
    end
    if amount > 0 and once ~= '' then
      changes[#changes + 1] = once
      changes[#changes + 1] = string.format('%.0f', now + empty)
      life = math.max(life, empty)
    end
  end
end
if denied > 0 then return { 0, denied - 1, longest } end
if #changes == 0 then return answer end

local left = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(changes))
life = math.ceil(life / 1000)
if left < life then redis.call('PEXPIRE', KEYS[1], life) end

-- What ended is as good as gone; here it goes, before there is much of it.
if redis.call('HLEN', KEYS[1]) > 64 then
  local all = redis.call('HGETALL', KEYS[1])
  for at = 1, #all, 2 do
    if (tonumber(all[at + 1]) or now) < now then redis.call('HDEL', KEYS[1], all[at]) end
  end
end
return answer
