#!lua flags=allow-oom
-- Holds a world for one mover, or lets go of it.
--
-- KEYS  mover
-- ARGV  name of the mover; for how many ms, or 0 to let go
--
-- Answers 1, or 0 where it is held by another one.

local mover, name, lasting = KEYS[1], ARGV[1], ARGV[2]

local holder = redis.call('GET', mover)
if holder and holder ~= name then
  return 0
end
if lasting == '0' then
  redis.call('DEL', mover)
else
  redis.call('SET', mover, name, 'PX', lasting)
end
return 1
