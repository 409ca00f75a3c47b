#!lua
-- Puts a world on the list of worlds, and tells when that was, in us.
--
-- KEYS  worlds
-- ARGV  name

local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000000 + tonumber(time[2]))
redis.call('ZADD', KEYS[1], now, ARGV[1])
return now
