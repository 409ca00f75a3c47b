#!lua flags=no-writes
-- Tells what its caller may not ask, by Redis' list of who may what, of what the store will ask.
--
-- ARGV  commands, the words of each with spaces between them, or a bar before a subcommand
--
-- Answers those that he may not. One that Redis does not know nobody may.

local refused = {}
for _, asked in ipairs(ARGV) do
  local words = {}
  for word in string.gmatch(asked, '[^ |]+') do
    words[#words + 1] = word
  end
  local is_known, may = pcall(redis.acl_check_cmd, unpack(words))
  if not (is_known and may) then
    refused[#refused + 1] = asked
  end
end
return refused
