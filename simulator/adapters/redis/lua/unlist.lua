#!lua flags=allow-oom
-- Takes worlds off the list, unless somebody has put them there again meanwhile.
--
-- KEYS  worlds
-- ARGV  name and when it was listed, in turn

for at = 1, #ARGV, 2 do
  if redis.call('ZSCORE', KEYS[1], ARGV[at]) == ARGV[at + 1] then
    redis.call('ZREM', KEYS[1], ARGV[at])
  end
end
return 1
