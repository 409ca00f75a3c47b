#!lua flags=allow-oom
-- Forgets everything about a world but how far it had come, so that none after it is taken for it.
-- Also where there is no more room, for it makes some.
--
-- KEYS  last channel head, and all the others of the world

local last, channel, head = KEYS[1], KEYS[2], KEYS[3]

local revision = redis.call('HGET', head, 'revision')
if not revision then
  return 0
end
local gone = string.format('%.0f', tonumber(revision) + 1)
redis.call('UNLINK', unpack(KEYS, 3))
redis.call('SET', last, gone, 'EX', 86400)
redis.call('SPUBLISH', channel, gone)
return 1
