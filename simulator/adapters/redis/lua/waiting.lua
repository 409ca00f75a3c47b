#!lua flags=no-writes
-- Tells the earliest of the steps that are not leased, or nothing, and how many there are.
--
-- KEYS  steps held leases
--
-- A lease whose time is over holds nothing any more.

local steps, held, leases = KEYS[1], KEYS[2], KEYS[3]

local earliest = redis.call('ZRANGE', steps, 0, 0)[1]
local count = redis.call('ZCARD', steps)
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, over in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
  for step in string.gmatch(redis.call('HGET', held, over), '[^\n]+') do
    count = count + 1
    if not earliest or step < earliest then
      earliest = step
    end
  end
end
return {earliest or false, count}
