#!lua
local time = redis.call('TIME')

-- The mark by which this data is known again; whoever finds none leaves one.
local mark = redis.call('GET', KEYS[1]) or ARGV[1]
redis.call('SET', KEYS[1], mark, 'PX', ARGV[2])

-- A user may not be allowed to ask.
local function told(section, field)
  local info = redis.pcall('INFO', section)
  return type(info) == 'string' and string.match(info, field .. ':([%w-]+)') or ''
end

local policy, cluster = told('memory', 'maxmemory_policy'), told('cluster', 'cluster_enabled')
return { time[1] * 1000 + math.floor(time[2] / 1000), mark, policy, cluster }
