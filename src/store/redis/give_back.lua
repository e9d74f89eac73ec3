#!lua
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local at, field = 1, 1
while at <= #ARGV[1] do
  local kind, marks, first, second, amount, _
  kind, marks, first, second, amount, _, at = struct.unpack('<BBI8I8I4I4', ARGV[1], at)
  -- What counted once stays counted: somebody else may have relied on it since.
  if marks > 0 then amount = 0 end
  local bucket = ARGV[field + 1]
  local found = redis.call('HGET', KEYS[1], bucket) or ''
  local left = 0
  if kind == 0 then
    local interval, depth = first, second
    local after = math.min(tonumber(found) or now, now + depth) - interval * amount
    if after > now then left = after end
  else
    local length = first
    local ends = (math.floor(now / length) + 1) * length
    local before = (tonumber(found) or 0) - ends
    if before > amount and before < length then left = ends + before - amount end
  end
  if left ~= 0 then
    redis.call('HSET', KEYS[1], bucket, string.format('%d', left))
  elseif found ~= '' then
    redis.call('HDEL', KEYS[1], bucket)
  end
  field = field + 1 + marks
end
return 0
