#!lua
-- Puts what was written beside a world in its place, if there is nothing there.
--
-- KEYS  last channel head records lines steps, and of the latter three those that were written
-- ARGV  when the world was listed, in us; its incarnation; a word that tells this attempt from others
--
-- Answers as a commit does.

local last, channel, head = KEYS[1], KEYS[2], KEYS[3]
local listed_at, incarnation, attempt = tonumber(ARGV[1]), ARGV[2], ARGV[3]

if redis.call('EXISTS', head) == 1 then
  if redis.call('HGET', head, 'attempt') == attempt then
    return 1 -- and the answer was lost
  end
  redis.call('UNLINK', KEYS[7], KEYS[8], KEYS[9])
  return 0
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
if now - listed_at > 30 * 1000 * 1000 then
  return -3
end
for place = 4, 6 do
  if redis.call('EXISTS', KEYS[place + 3]) == 1 then
    redis.call('RENAME', KEYS[place + 3], KEYS[place])
    redis.call('PERSIST', KEYS[place])
  end
end
local begun = math.max(now, tonumber(redis.call('GET', last) or '0'))
local revision = string.format('%.0f', begun + 1)
redis.call('HSET', head, 'begun', revision, 'lost', revision, 'weight', 0, 'revision', revision)
redis.call('HSET', head, 'attempt', attempt)
if incarnation ~= '' then
  redis.call('HSET', head, 'incarnation', incarnation)
end
redis.call('SPUBLISH', channel, revision)
return 1
