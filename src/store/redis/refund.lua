#!lua
-- The arithmetic of src/store/quota.rs; charge_encoding.rs describes the arguments.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local at, field = 1, 1
while at <= #ARGV[1] do
  local algorithm, keys, first, second, amount, _
  algorithm, keys, first, second, amount, _, at = struct.unpack('<BBI8I8I4I4', ARGV[1], at)
  -- What has a deduplication key stays taken: others may have relied on it since.
  if keys > 0 then amount = 0 end
  local bucket = ARGV[field + 1]
  local state = redis.call('HGET', KEYS[1], bucket) or ''
  local after = 0
  if algorithm == 0 then
    local interval, depth = first, second
    local tat = math.min(tonumber(state) or now, now + depth) - interval * amount
    if tat > now then after = tat end
  else
    local period = first
    local ends = (math.floor(now / period) + 1) * period
    local used = (tonumber(state) or 0) - ends
    if used > amount and used < period then after = ends + used - amount end
  end
  if after ~= 0 then
    redis.call('HSET', KEYS[1], bucket, string.format('%d', after))
  elseif state ~= '' then
    redis.call('HDEL', KEYS[1], bucket)
  end
  field = field + 1 + keys
end
return now
