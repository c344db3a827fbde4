-- reserve: when a message may go through a provider (a generic cell rate algorithm; times in microseconds).
-- KEYS[1] hash of the provider: `next`, when the next one may go at a steady pace; `off` and `off_otp`, the last time that
--         was given to one that was put off
-- ARGV    its line: off or off_otp; what it costs, how much earlier than at a steady pace it may go, how far ahead its turn
--         may be, how far ahead it may be put off
-- returns {'granted' | 'put_off' | 'too_late', how long to wait}
--
-- Nothing is kept for one that is put off: it may be canceled or go elsewhere. But its time is spoken for in its line, so
-- that a backlog comes back one by one. Each comes back a little early, and so some always wait for the turns to come.
local function reserve(keys, args)
    local key, line = keys[1], args[1]
    local cost, slack, ahead, limit = tonumber(args[2]), tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
    local now = now_ms() * 1000
    local f = redis.call('HMGET', key, 'next', line)
    local steady = math.max(tonumber(f[1] or 0), now)
    local start = math.max(steady - slack, now)
    local verdict, wait, field, value = 'granted', start - now, 'next', steady + cost
    if wait > ahead then
        local turn = math.max(tonumber(f[2] or 0), start)
        if turn - now > limit then return {'too_late', turn - now} end
        verdict, wait, field, value = 'put_off', turn - now - math.floor(ahead / 2), line, turn + cost
    end
    redis.call('HSET', key, field, value)
    local ttl = math.ceil((value - now) / 1000) + 1000
    if redis.call('PTTL', key) < ttl then redis.call('PEXPIRE', key, ttl) end
    return {verdict, wait}
end
register('reserve', reserve)
