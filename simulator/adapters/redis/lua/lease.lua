#!lua
-- Gives the earliest steps that are due to one caller, for as long as a lease lasts.
--
-- KEYS  steps held leases
-- ARGV  id of the lease, the first instant that is not due, how many steps at least, and for how
--       many ms, to which each step adds one
--
-- Whole instants are given, as one text, a step to a line. A lease that nobody finished in its time
-- is taken from whoever had it: what he commits then is refused.

local steps, held, leases = KEYS[1], KEYS[2], KEYS[3]
local id, bound, limit, lasting = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local STRIDE = 2000

local given = redis.call('HGET', held, id)
if given then
  return given -- and the answer was lost
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
for _, over in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
  local back = {}
  for step in string.gmatch(redis.call('HGET', held, over), '[^\n]+') do
    back[#back + 1] = 0
    back[#back + 1] = step
  end
  for start = 1, #back, STRIDE do
    redis.call('ZADD', steps, unpack(back, start, math.min(start + STRIDE - 1, #back)))
  end
  redis.call('HDEL', held, over)
  redis.call('ZREM', leases, over)
end

local found = redis.call('ZRANGEBYLEX', steps, '-', '(' .. bound, 'LIMIT', 0, limit)
if #found == 0 then
  return false
end
local last = found[#found]
-- The rest of the instant, whose digits are followed by more of them and never by a colon.
local rest = redis.call('ZRANGEBYLEX', steps, '(' .. last, '(' .. string.sub(last, 1, 16) .. ':')
for position = 1, #rest do
  found[#found + 1] = rest[position]
end
redis.call('ZREMRANGEBYLEX', steps, '-', '[' .. found[#found])
given = table.concat(found, '\n')
redis.call('HSET', held, id, given)
redis.call('ZADD', leases, now + lasting + #found, id)
return given
