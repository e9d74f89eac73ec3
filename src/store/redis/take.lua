#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, depth, amount = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local tat = tonumber(redis.call('GET', KEYS[1]) or now)

local after = math.min(math.max(tat, now), now + depth) + interval * amount
if amount > 0 and after > now + depth then return { 0, after - now - depth } end

-- Lua itself writes only 14 digits of a number; a time in microseconds has 16.
if amount > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000))
end
return { 1, math.ceil((after - now) / interval) }
