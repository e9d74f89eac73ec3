#!lua
local time = redis.call('TIME')

-- The ID by which this data set is known again; whoever finds none leaves one.
local id = redis.call('GET', KEYS[1]) or ARGV[1]
redis.call('SET', KEYS[1], id, 'PX', ARGV[2])

-- Empty when the user may not read it.
local function info(section, field)
  local text = redis.pcall('INFO', section)
  return type(text) == 'string' and string.match(text, field .. ':([%w-]+)') or ''
end

local policy, cluster = info('memory', 'maxmemory_policy'), info('cluster', 'cluster_enabled')
return { time[1] * 1000 + math.floor(time[2] / 1000), id, policy, cluster }
