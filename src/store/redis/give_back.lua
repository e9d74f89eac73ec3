#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

for at = 1, #ARGV, 6 do
  local bucket, once, kind, amount = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 5])
  local found = redis.call('HGET', KEYS[1], bucket) or ''
  local left = 0
  if kind == 'steady' then
    local interval, depth = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
    local after = math.min(tonumber(found) or now, now + depth) - interval * amount
    -- As in taking, Redis writes the number: with all its digits.
    if after > now then left = after end
  else
    local period = math.floor(now / tonumber(ARGV[at + 3]))
    local of, count = string.match(found, '^(%d+):(%d+)$')
    count = math.max((tonumber(count) or 0) - amount, 0)
    if tonumber(of) == period then left = string.format('%.0f:%.0f', period, count) end
  end
  if left ~= 0 then
    redis.call('HSET', KEYS[1], bucket, left)
  elseif found ~= '' then
    redis.call('HDEL', KEYS[1], bucket)
  end
  if once ~= '' then redis.call('HDEL', KEYS[1], once) end
end
return 0
