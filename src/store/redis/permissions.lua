#!lua
-- Runs every command of the other scripts on a probe key, and replies the names of those that
-- are refused. What is left behind expires in a second.
local key, refused = KEYS[1], {}
local function try(name, ...)
  local reply = redis.pcall(name, ...)
  if type(reply) == 'table' and reply.err then refused[#refused + 1] = name end
end

try('TIME')
try('SET', key, 'x', 'PX', '1000')
try('PEXPIRE', key, '1000', 'GT')
try('GET', key)
try('GETRANGE', key, '0', '15')
try('DEL', key)
-- A hash would stay for good where it can neither expire nor be removed.
if #refused == 0 then
  try('HSET', key, 'one', '1', 'two', '2')
  try('HGET', key, 'one')
  try('HMGET', key, 'one', 'two')
  try('HLEN', key)
  try('HGETALL', key)
  try('HDEL', key, 'one')
  redis.call('DEL', key)
end
return refused
