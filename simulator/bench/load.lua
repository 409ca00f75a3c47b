-- wrk runs this for simulator.bench.load: every request has a body of its own, and the last line
-- printed is the result as JSON. Arguments: method, key, template, prefixes, first sequence number.

local per_prefix = 10000
local template, sequence
local prefixes = {}

function init(args)
  wrk.method = args[1]
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  wrk.headers["Content-Type"] = "application/json"
  template = args[3]
  for prefix in args[4]:gmatch("[^,]+") do
    prefixes[#prefixes + 1] = prefix
  end
  sequence = tonumber(args[5])
end

function request()
  local index = sequence % (#prefixes * per_prefix)
  local prefix = prefixes[math.floor(index / per_prefix) + 1]
  local recipient = string.format("%s%04d", prefix, index % per_prefix)
  local body = string.format(template, recipient, string.format("%010d", sequence))
  sequence = sequence + 1
  return wrk.format(nil, nil, nil, body)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "duration_us": %d, "p50_us": %d, "p99_us": %d,'
      .. ' "errors": {"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d}}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout
  ))
end
