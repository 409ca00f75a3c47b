#!lua
-- Writes a change set as a whole, or nothing of it.
--
-- KEYS  head records lines steps held leases feed last did channel
-- ARGV  turn of this change in its process, and its number among all that the process writes
--       incarnation as it was read
--       incarnation as it will be behind a "=", or nothing if it stays
--       when the world was put on the list of worlds, in us, or nothing if it was not
--       id of the lease that this finishes, or nothing
--       how much is kept in the feed, and how many there are of: expectations, indexes held to
--       their lines, adds, deletes, withdrawn lines, puts, entered lines, steps; in one word
--       and then all of these, in this order:
--         expectations: the fields, then what they should be, or nothing if not there
--         indexes: for each its first bound, its last bound, the count of its lines, the lines
--         adds: the fields, then the deltas, then the floors, or nothing where there is none
--         deletes: the fields; withdrawn lines: the members
--         puts: field and record, in turn; entered lines: 0 and member, in turn
--         steps: due at and step, in turn
--
-- Answers 1, or 0 for a conflict, -1 for a lost lease, -2 for a world that is gone, -3 for one that
-- has to be listed first, and -4 for a change that comes too late.

local head, records, lines, steps, held = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local leases, feed, last, did, channel = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local turn, number, incarnation, becomes = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local listed_at, lease = ARGV[5], ARGV[6]
local most, expected_count, index_count, add_count, delete_count, withdrawn_count, put_count,
  entered_count, step_count = string.match(ARGV[7], '(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)')
most, expected_count, index_count = tonumber(most), tonumber(expected_count), tonumber(index_count)
add_count, delete_count = tonumber(add_count), tonumber(delete_count)
withdrawn_count, put_count = tonumber(withdrawn_count), tonumber(put_count)
entered_count, step_count = tonumber(entered_count), tonumber(step_count)
local FIRST = 8

-- How many values a call may have: Lua's own stack holds 8,000.
local STRIDE = 4000
local DID_S = 600
local LISTED_US = 30 * 1000 * 1000

-- Revisions have more digits than Lua writes of its own accord.
local function digits(whole)
  return string.format('%.0f', whole)
end

local function hmget(first, count)
  local found = {}
  for start = first, first + count - 1, STRIDE do
    local upto = math.min(start + STRIDE, first + count) - 1
    local some = redis.call('HMGET', records, unpack(ARGV, start, upto))
    if start == first and upto == first + count - 1 then
      return some
    end
    for position = 1, #some do
      found[#found + 1] = some[position]
    end
  end
  return found
end

local function call_with(command, key, first, count)
  for start = first, first + count - 1, STRIDE do
    redis.call(command, key, unpack(ARGV, start, math.min(start + STRIDE, first + count) - 1))
  end
end

-- A change that was sent twice, for its answer was lost, is done once.
local before = redis.call('HGET', did, turn)
if before then
  local earlier, outcome = string.match(before, '^(%d+):?(.*)$')
  if tonumber(earlier) > tonumber(number) then
    return -4
  end
  if earlier == number then
    return outcome == '' and 1 or tonumber(outcome)
  end
end

local function remember(outcome)
  if redis.call('HSET', did, turn, outcome) == 1 then
    redis.call('EXPIRE', did, DID_S)
  end
end

local function refuse(outcome)
  remember(number .. ':' .. outcome)
  return outcome
end

local state = redis.call('HMGET', head, 'revision', 'incarnation', 'weight')
local at = FIRST

if expected_count > 0 then
  local found = hmget(at, expected_count)
  local wanted = at + expected_count - 1
  for position = 1, expected_count do
    if (found[position] or '') ~= ARGV[wanted + position] then
      return refuse(0)
    end
  end
  at = at + 2 * expected_count
end

local lines_at = at
for _ = 1, index_count do
  at = at + 3 + tonumber(ARGV[at + 2])
end

local adds_at = at
if add_count > 0 then
  local found = hmget(at, add_count)
  for position = 1, add_count do
    local least = ARGV[at + 2 * add_count + position - 1]
    local sum = (tonumber(found[position]) or 0) + tonumber(ARGV[at + add_count + position - 1])
    if least ~= '' and sum < tonumber(least) then
      return refuse(0)
    end
    if math.abs(sum) > 9e18 then
      return redis.error_reply('ERR a counter overflows')
    end
  end
  at = at + 3 * add_count
end

for _ = 1, index_count do
  local count = tonumber(ARGV[lines_at + 2])
  local found = redis.call('ZRANGEBYLEX', lines, ARGV[lines_at], ARGV[lines_at + 1])
  if #found ~= count then
    return refuse(0)
  end
  for position = 1, count do
    if found[position] ~= ARGV[lines_at + 2 + position] then
      return refuse(0)
    end
  end
  lines_at = lines_at + 3 + count
end

if lease ~= '' and redis.call('HEXISTS', held, lease) == 0 then
  return refuse(-1)
end
if incarnation ~= (state[2] or '') then
  return refuse(-2)
end

local revision
local weight = tonumber(state[3]) or 0
if state[1] then
  revision = tonumber(state[1]) + 1
else
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  if listed_at == '' or now - tonumber(listed_at) > LISTED_US then
    return refuse(-3)
  end
  -- Above all that a world of this name has ever had, so that it is not taken for that one.
  local begun = math.max(now, tonumber(redis.call('GET', last) or '0'))
  redis.call('HSET', head, 'begun', digits(begun), 'lost', digits(begun))
  revision = begun + 1
end
-- Once, for it is as dear as a command.
local told = digits(revision)

-- Everything holds. From here on nothing may fail.
remember(number)
if delete_count > 0 then
  call_with('HDEL', records, at, delete_count)
end
local deletes_at = at
at = at + delete_count
if withdrawn_count > 0 then
  call_with('ZREM', lines, at, withdrawn_count)
  at = at + withdrawn_count
end
if put_count > 0 then
  call_with('HSET', records, at, 2 * put_count)
end
local puts_at = at
at = at + 2 * put_count
for position = 0, add_count - 1 do
  redis.call('HINCRBY', records, ARGV[adds_at + position], ARGV[adds_at + add_count + position])
end
if entered_count > 0 then
  call_with('ZADD', lines, at, 2 * entered_count)
  at = at + 2 * entered_count
end
if step_count > 0 then
  -- By their instants, and within one in the order in which they were written.
  local written = string.rep('0', 16 - #told) .. told
  local made = {}
  for position = 1, step_count do
    made[#made + 1] = 0
    made[#made + 1] = ARGV[at] .. written .. string.format('%06d', position) .. ARGV[at + 1]
    at = at + 2
  end
  for start = 1, #made, STRIDE do
    redis.call('ZADD', steps, unpack(made, start, math.min(start + STRIDE - 1, #made)))
  end
end
if lease ~= '' then
  redis.call('HDEL', held, lease)
  redis.call('ZREM', leases, lease)
end

-- No byte of UTF-8 is 255, so it may stand between others.
local puts = table.concat(ARGV, '\255', puts_at, puts_at + 2 * put_count - 1)
if delete_count > 0 then
  local deletes = table.concat(ARGV, '\255', deletes_at, deletes_at + delete_count - 1)
  redis.call('XADD', feed, told .. '-0', 'n', put_count, 'p', puts, 'd', deletes)
else
  redis.call('XADD', feed, told .. '-0', 'n', put_count, 'p', puts)
end
weight = weight + 1 + put_count
if weight > most + most / 10 then
  -- Let the oldest go, but never the latest, however much it is.
  local lost
  while weight > most do
    local oldest = redis.call('XRANGE', feed, '-', '(' .. told .. '-0', 'COUNT', 20)
    if #oldest == 0 then
      break
    end
    for position = 1, #oldest do
      if weight > most then
        lost = oldest[position][1]
        weight = weight - 1 - tonumber(oldest[position][2][2])
      end
    end
    lost = string.match(lost, '^%d+')
    redis.call('XTRIM', feed, 'MINID', digits(tonumber(lost) + 1))
  end
  if lost then
    redis.call('HSET', head, 'lost', lost)
  end
end

if becomes ~= '' then
  redis.call('HSET', head, 'incarnation', string.sub(becomes, 2))
end
redis.call('HSET', head, 'revision', told, 'weight', digits(weight))
redis.call('SPUBLISH', channel, told)
return 1
