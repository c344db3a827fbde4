-- set_provider: what people say about a provider.
-- KEYS[1] hash of states
-- ARGV    provider, state or '' (active)
-- returns 'ok'
local function set_provider(keys, args)
    if args[2] == '' then redis.call('HDEL', keys[1], args[1]) else redis.call('HSET', keys[1], args[1], args[2]) end
    return 'ok'
end
register('set_provider', set_provider)

-- in_flight: attempts under way. Those of a process that died count until somebody looks after them.
-- KEYS[1..3] ready streams   KEYS[4] prefix of message keys
-- returns {provider, how many, provider, how many...}
local function in_flight(keys)
    local counts, out = {}, {}
    for i = 1, 3 do
        local lent = redis.call('EXISTS', keys[i]) == 1 and redis.call('XPENDING', keys[i], GROUP, '-', '+', 100000) or {}
        for _, loan in ipairs(lent) do
            local entry = redis.call('XRANGE', keys[i], loan[1], loan[1])[1]
            local f = entry and redis.call('HMGET', keys[4] .. entry[2][2], 's', 'p') or {}
            if tonumber(f[1] or 0) == SUBMITTING then counts[f[2]] = (counts[f[2]] or 0) + 1 end
        end
    end
    for provider, count in pairs(counts) do
        out[#out + 1] = provider
        out[#out + 1] = count
    end
    return out
end
register('in_flight', in_flight, {'no-writes'})
