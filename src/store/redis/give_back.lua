#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, depth, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or now)

local after = math.min(math.max(tat, now), now + depth) - interval * amount
if after > now then
  redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
else
  redis.call('DEL', KEYS[1])
end
return 0
