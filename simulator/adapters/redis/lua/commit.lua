#!lua
-- Writes change sets to a world in their order, each as a whole or nothing of it.
--
-- KEYS  head records lines steps held leases feed last did channel
-- ARGV  turn of this call in its process, and its number among all that the process writes
--       how much is kept in the feed
--       the premise: how the world is set, for those that were decided by that, or nothing
--       how many fields are looked at, and these: of each change set those of its expectations, and
--       of these the ones first that should not be there, and then those of its adds
--       and for each change set:
--         incarnation as it was read
--         how many there are of each of what follows, in one word, four bytes to a number; after
--         the third number there is one that says if it stands on the premise
--         incarnation as it will be, if it changes
--         when the world was put on the list of worlds, in us, if it was
--         id of the lease that this finishes, if it does
--         expectations: what should be there, where something should
--         adds: delta, and floor or nothing where there is none, in turn
--         puts: field and record, in turn; entered lines: the members
--         steps: due at, and its place among these with the step, in turn
--         deletes: the fields; withdrawn lines: the members
--         indexes, counted by words: for each its first bound, its last bound, the count of its
--         lines, the lines
--
-- Answers 1 if all were written, -4 if all come too late, or else what came of each: 1, or 0 for a
-- conflict, -1 for a lost lease, -2 for a world that is gone, -3 for one that has to be listed
-- first, and -5 for a counter that overflows.

local WRITTEN, CONFLICT, LOST, GONE, UNLISTED, LATE, OVERFLOW = 1, 0, -1, -2, -3, -4, -5
local COUNTS = '>I4I4I4I4I4I4I4I4I4I4I4I4I4'

-- How many values a call may have: Lua's own stack holds 8,000.
local STRIDE = 4000
local DID_S = 600
local LISTED_US = 30 * 1000 * 1000
-- Of all members of sorted sets; as a text, for to write a number down takes Lua as long as all else.
local SCORE = '0'
-- Where it is kept how the world is set.
local SETTINGS = 'world:settings'
-- Lua counts exactly up to the sum of two of these.
local EXACT = 2 ^ 52

-- To look a global up takes longer than what is done with it.
local ARGV, call, tonumber = ARGV, redis.call, tonumber

local head, records, lines, steps, held = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local leases, feed, last, did, channel = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local turn, number, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local premise, field_count = ARGV[4], tonumber(ARGV[5])
local fields_at = 6

-- What was sent twice, for its answer was lost, is done once.
local before = call('HGET', did, turn)
if before then
  local earlier, outcomes = string.match(before, '^(%d+):?(.*)$')
  if tonumber(earlier) > tonumber(number) then
    return LATE
  end
  if earlier == number then
    return outcomes == '' and WRITTEN or outcomes
  end
end

-- Revisions have more digits than Lua writes of its own accord.
local function digits(whole)
  return string.format('%d', whole)
end

local function look()
  if field_count <= STRIDE then
    return field_count == 0 and {} or
      call('HMGET', records, unpack(ARGV, fields_at, fields_at + field_count - 1))
  end
  local found = {}
  for start = fields_at, fields_at + field_count - 1, STRIDE do
    local upto = math.min(start + STRIDE, fields_at + field_count) - 1
    local some = call('HMGET', records, unpack(ARGV, start, upto))
    for position = 1, #some do
      found[#found + 1] = some[position]
    end
  end
  return found
end

local state = call('HMGET', head, 'revision', 'incarnation', 'weight', 'since')
local revision, incarnation = state[1] and tonumber(state[1]), state[2] or ''
local found = look()
local premise_holds = premise == '' or call('HGET', records, SETTINGS) == premise

-- What will be written is gathered, for a call costs more than what it does.
local puts, entered, planned, sums = {}, {}, {}, {}
-- By field: what was written to it since it was looked at; false if it was taken away.
local texts = {}
-- Fields that have to be looked at once more.
local stale = {}
-- What is told of it in the feed.
local told, told_count = {}, 0

local function call_with(command, key, values)
  for start = 1, #values, STRIDE do
    call(command, key, unpack(values, start, math.min(start + STRIDE - 1, #values)))
  end
end

local function write()
  call_with('HSET', records, puts)
  for field, delta in pairs(sums) do
    call('HINCRBY', records, field, type(delta) == 'number' and digits(delta) or delta)
    stale[field] = true
  end
  call_with('ZADD', lines, entered)
  call_with('ZADD', steps, planned)
  puts, entered, planned, sums = {}, {}, {}, {}
end

-- Tells what is in a field by now, but for what is still to be added to it.
local function text_of(field, at_first)
  if stale[field] then
    texts[field], stale[field] = call('HGET', records, field), nil
  end
  local text = texts[field]
  if text == nil then
    return at_first
  end
  return text
end

-- A world begins with its first change set, if it is on the list.
local function begin(listed_at)
  local time = call('TIME')
  local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
  if not listed_at or now - tonumber(listed_at) > LISTED_US then
    return false
  end
  -- Above all that a world of this name has ever had, so that it is not taken for that one.
  revision = math.max(now, tonumber(call('GET', last) or '0'))
  call('HSET', head, 'begun', digits(revision), 'lost', digits(revision))
  return true
end

-- The change set that is at hand: what it has of each, and where that begins.
local read_incarnation, becomes, listed_at, lease, has_premise
local absent_count, same_count, add_count, put_count, entered_count, step_count
local delete_count, withdrawn_count, index_word_count
local same_at, adds_at, puts_at, entered_at, steps_at, deletes_at, withdrawn_at, indexes_at
-- And behind its last word, and behind the last field that was looked at before it.
local at, looked = fields_at + field_count, 0

local function optional(count)
  if count == 1 then
    at = at + 1
    return ARGV[at - 1]
  end
end

local function open()
  local becomes_count, listed_count, lease_count
  becomes_count, listed_count, lease_count, has_premise, absent_count, same_count, add_count, put_count,
    entered_count, step_count, delete_count, withdrawn_count, index_word_count =
    struct.unpack(COUNTS, ARGV[at + 1])
  read_incarnation, at = ARGV[at], at + 2
  becomes, listed_at, lease = optional(becomes_count), optional(listed_count), optional(lease_count)
  same_at = at
  adds_at = same_at + same_count
  puts_at = adds_at + 2 * add_count
  entered_at = puts_at + 2 * put_count
  steps_at = entered_at + entered_count
  deletes_at = steps_at + 2 * step_count
  withdrawn_at = deletes_at + delete_count
  indexes_at = withdrawn_at + withdrawn_count
  at = indexes_at + index_word_count
end

local function records_hold()
  for position = looked + 1, looked + absent_count + same_count do
    local field = ARGV[fields_at + position - 1]
    if sums[field] then
      write()
    end
    local wanted = position > looked + absent_count
      and ARGV[same_at + position - looked - absent_count - 1]
    if text_of(field, found[position]) ~= wanted then
      return false
    end
  end
  return true
end

-- Tells what would be wrong with what is to be added, if anything.
local function adds_fail()
  for place = 0, add_count - 1 do
    local position = looked + absent_count + same_count + 1 + place
    local field, least = ARGV[fields_at + position - 1], ARGV[adds_at + 2 * place + 1]
    local sum = (tonumber(text_of(field, found[position])) or 0) + (tonumber(sums[field]) or 0)
      + tonumber(ARGV[adds_at + 2 * place])
    if least ~= '' and sum < tonumber(least) then
      return CONFLICT
    end
    if math.abs(sum) > 9e18 then
      return OVERFLOW
    end
  end
end

local function lines_hold()
  if index_word_count > 0 then
    write()
  end
  local first = indexes_at
  while first < indexes_at + index_word_count do
    local count = tonumber(ARGV[first + 2])
    local there = call('ZRANGEBYLEX', lines, ARGV[first], ARGV[first + 1])
    if #there ~= count then
      return false
    end
    for position = 1, count do
      if there[position] ~= ARGV[first + 2 + position] then
        return false
      end
    end
    first = first + 3 + count
  end
  return true
end

-- Looks whether all holds by which it was decided.
local function judge()
  if has_premise == 1 and not premise_holds or not records_hold() then
    return CONFLICT
  end
  local failed = adds_fail()
  if failed then
    return failed
  end
  if not lines_hold() then
    return CONFLICT
  end
  if lease and call('HEXISTS', held, lease) == 0 then
    return LOST
  end
  if read_incarnation ~= incarnation then
    return GONE
  end
  if not revision and not begin(listed_at) then
    return UNLISTED
  end
  return WRITTEN
end

local function remove()
  write()
  for start = deletes_at, deletes_at + delete_count - 1, STRIDE do
    local upto = math.min(start + STRIDE, deletes_at + delete_count) - 1
    call('HDEL', records, unpack(ARGV, start, upto))
  end
  for position = deletes_at, deletes_at + delete_count - 1 do
    texts[ARGV[position]], stale[ARGV[position]] = false, nil
  end
  for start = withdrawn_at, withdrawn_at + withdrawn_count - 1, STRIDE do
    local upto = math.min(start + STRIDE, withdrawn_at + withdrawn_count) - 1
    call('ZREM', lines, unpack(ARGV, start, upto))
  end
end

local function put()
  local count = #puts
  for position = puts_at, puts_at + 2 * put_count - 1, 2 do
    local field, text = ARGV[position], ARGV[position + 1]
    if sums[field] then
      write()
      count = 0
    end
    texts[field], stale[field] = text, nil
    puts[count + 1], puts[count + 2] = field, text
    count = count + 2
  end
end

local function add()
  for place = 0, add_count - 1 do
    local field = ARGV[fields_at + looked + absent_count + same_count + place]
    local delta = ARGV[adds_at + 2 * place]
    local sum, more = tonumber(sums[field]), tonumber(delta)
    if not sum then
      sums[field] = delta
    elseif math.abs(sum) < EXACT and math.abs(more) < EXACT then
      sums[field] = sum + more
    else
      write()
      sums[field] = delta
    end
  end
end

local function enter()
  local count = #entered
  for position = entered_at, entered_at + entered_count - 1 do
    entered[count + 1], entered[count + 2] = SCORE, ARGV[position]
    count = count + 2
  end
end

-- By their instants, and within one in the order in which they were written.
local function plan()
  local count, written = #planned, string.format('%016d', revision)
  for position = steps_at, steps_at + 2 * step_count - 2, 2 do
    planned[count + 1] = SCORE
    planned[count + 2] = ARGV[position] .. written .. ARGV[position + 1]
    count = count + 2
  end
end

local function tell()
  local count = #told
  told_count = told_count + 1 + put_count
  if count + 2 * put_count < STRIDE then
    told[count + 1], told[count + 2] = 'p', ''
    for place = 0, 2 * put_count - 1 do
      told[count + 3 + place] = ARGV[puts_at + place]
    end
  else
    -- As one text, which is dearer; no byte of UTF-8 is 255, so it may stand between others.
    told[count + 1] = 'j'
    told[count + 2] = table.concat(ARGV, '\255', puts_at, puts_at + 2 * put_count - 1)
  end
  if delete_count > 0 then
    told[#told + 1] = 'd'
    told[#told + 1] = table.concat(ARGV, '\255', deletes_at, deletes_at + delete_count - 1)
  end
end

local function take()
  revision = revision + 1
  if delete_count + withdrawn_count > 0 then
    remove()
  end
  put()
  add()
  enter()
  if step_count > 0 then
    plan()
  end
  if lease then
    call('HDEL', held, lease)
    call('ZREM', leases, lease)
  end
  if becomes then
    incarnation, premise_holds = becomes, texts[SETTINGS] == premise
    call('HSET', head, 'incarnation', becomes)
  end
  tell()
end

local outcomes, is_all_written = {}, true
local word_count = #ARGV
while at <= word_count do
  open()
  local outcome = judge()
  if outcome == WRITTEN then
    take()
  else
    is_all_written = false
  end
  outcomes[#outcomes + 1] = outcome
  looked = looked + absent_count + same_count + add_count
end
write()

local answer = is_all_written and WRITTEN or table.concat(outcomes, ' ')
local outcome = is_all_written and number or number .. ':' .. answer
if call('HSET', did, turn, outcome) == 1 then
  call('EXPIRE', did, DID_S)
end
if told_count == 0 then
  return answer
end

-- Of what is told at once the last one's revision is that of all.
local now = digits(revision)
call('XADD', feed, now .. '-0', unpack(told))
local weight, since = (tonumber(state[3]) or 0) + told_count, (tonumber(state[4]) or 0) + told_count
if since >= most / 10 then
  -- How much there is up to which revision is marked, for what is in the feed is dear to look at.
  local marks = (call('HGET', head, 'marks') or '') .. now .. ' ' .. digits(since) .. ' '
  since = 0
  if weight > most + most / 10 then
    -- Let the oldest go, but never the latest, however much it is.
    local lost, kept_from
    for marked, amount, behind in string.gmatch(marks, '(%d+) (%d+) ()') do
      if weight <= most or marked == now then
        break
      end
      lost, kept_from, weight = marked, behind, weight - tonumber(amount)
    end
    if lost then
      call('XTRIM', feed, 'MINID', digits(tonumber(lost) + 1))
      call('HSET', head, 'lost', lost)
      marks = string.sub(marks, kept_from)
    end
  end
  call('HSET', head, 'marks', marks)
end
call('HSET', head, 'revision', now, 'weight', digits(weight), 'since', digits(since))
call('SPUBLISH', channel, now)
return answer
