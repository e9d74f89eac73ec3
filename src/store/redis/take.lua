#!lua
-- The arithmetic of src/store/quota.rs; charge_encoding.rs describes the arguments.
-- Functions are locals: looking a global up costs as much as an addition. So does a call, which
-- is why minimum, maximum and rounding are written with operators.
local key, call, unpack_struct, format = KEYS[1], redis.call, struct.unpack, string.format
local time = call('TIME')
local now = time[1] * 1000000 + time[2]

local packed, states = ARGV[1], call('HMGET', key, unpack(ARGV, 2))
local reply, changes, life, exists = { 1, now }, {}, 0, false
local denied, longest = 0, 0
local at, charge, field = 1, 0, 1
while at <= #packed do
  local algorithm, keys, first, second, amount, reserve
  algorithm, keys, first, second, amount, reserve, at = unpack_struct('<BBI8I8I4I4', packed, at)
  local state, known_until = states[field], keys > 0 and states[field + 1]
  exists = exists or state
  -- `expires_in`: when the bucket is full again; `empty`: when an empty one would be.
  local used, wait, value, expires_in, empty
  if algorithm == 0 then
    local interval, depth = first, second
    value = now
    if state then value = tonumber(state) end
    if value < now then value = now elseif value > now + depth then value = now + depth end
    value = value + interval * amount
    expires_in, empty = value - now, depth
    used = (expires_in + -expires_in % interval) / interval
    wait = expires_in - (depth - interval * reserve)
  else
    local period, limit = first, second
    local ends = now - now % period + period
    local before = (state and tonumber(state) or 0) - ends
    if before < 0 or before >= period then before = 0 end
    used, expires_in = before + amount, ends - now
    wait, empty = used + reserve > limit and expires_in or 0, expires_in
    value = ends + used
  end
  if known_until and tonumber(known_until) > now then
    reply[#reply + 1] = -1
  elseif amount > 0 and wait > 0 then
    if wait > longest then denied, longest = charge, wait end
  else
    reply[#reply + 1] = used
    if amount > 0 then
      -- All digits, and without floating point, which would be a tenth of the work here.
      changes[#changes + 1] = ARGV[field + 1]
      changes[#changes + 1] = format('%d', value)
      if expires_in > life then life = expires_in end
      if keys > 0 then
        changes[#changes + 1] = ARGV[field + 2]
        changes[#changes + 1] = format('%d', now + empty)
        if empty > life then life = empty end
      end
    end
  end
  charge, field = charge + 1, field + 1 + keys
end
if longest > 0 then return { 0, now, denied, longest } end
if #changes == 0 then return reply end

local added = call('HSET', key, unpack(changes))
life = format('%d', (life + -life % 1000) / 1000)
-- A new hash holds nothing else, and lives as long as this.
if not exists and call('PEXPIRE', key, life, 'NX') == 1 then return reply end
call('PEXPIRE', key, life, 'GT')

-- Expired fields are removed before there are many of them.
if added > 0 and call('HLEN', key) > 64 then
  local all = call('HGETALL', key)
  for at = 1, #all, 2 do
    if (tonumber(all[at + 1]) or now) < now then call('HDEL', key, all[at]) end
  end
end
return reply
