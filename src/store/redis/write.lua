#!lua
-- Numbers are text here: Redis would write them as floating point.
local version = redis.call('GETRANGE', KEYS[1], '0', '15')

if version ~= ARGV[1] then
  -- The new version is there already: this write was sent twice, and has been done.
  return version == string.sub(ARGV[2], 1, 16) and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
