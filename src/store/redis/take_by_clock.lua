#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local length, most, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local period = math.floor(now / length)
local ends = (period + 1) * length - now

local held, count = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+):(%d+)$')
local used = amount
if tonumber(held) == period then used = used + tonumber(count) end
if amount > 0 and used > most then return { 0, ends } end

if amount > 0 then
  local value = string.format('%.0f:%.0f', period, used)
  redis.call('SET', KEYS[1], value, 'PX', math.ceil(ends / 1000))
end
return { 1, used }
