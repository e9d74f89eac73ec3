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
    local length = tonumber(ARGV[at + 3])
    local ends = (math.floor(now / length) + 1) * length
    local before = (tonumber(found) or 0) - ends
    if before > amount and before < length then left = ends + before - amount end
  end
  if left ~= 0 then
    redis.call('HSET', KEYS[1], bucket, left)
  elseif found ~= '' then
    redis.call('HDEL', KEYS[1], bucket)
  end
  if once ~= '' then redis.call('HDEL', KEYS[1], once) end
end
return 0
