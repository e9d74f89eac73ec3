#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local length, amount = tonumber(ARGV[1]), tonumber(ARGV[3])
local period = math.floor(now / length)

local held, count = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+):(%d+)$')
if tonumber(held) == period then
  local value = string.format('%.0f:%.0f', period, math.max(tonumber(count) - amount, 0))
  redis.call('SET', KEYS[1], value, 'KEEPTTL')
end
return 0
