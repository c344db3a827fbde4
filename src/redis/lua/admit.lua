-- admit: stores a message and queues it. Not allowed when memory is full. A repeat of the call changes nothing.
-- KEYS[1] message   KEYS[2] ready stream of its lane   KEYS[3] idempotency record (only when the client gave a key)
-- ARGV    msgid, lane, validity_ms, body, text, fingerprint, idempotency_ms
-- returns {'new', accepted_at, expires_at} | {'replay', msgid, accepted_at, expires_at, body} | {'reused'}
local function admit(keys, args)
    local m, q, idem = keys[1], keys[2], keys[3]
    local msgid, lane, validity_ms, body, text, fingerprint, idem_ms = unpack(args)
    local known = idem and redis.call('GET', idem)
    if known then
        local first, first_print = known:match('^(%S+) (%S+)$')
        if first_print ~= fingerprint then return {'reused'} end
        if first ~= msgid then
            -- Same slot: a message with an idempotency key lives in the partition of that key.
            local old = redis.call('HMGET', m:sub(1, #m - #msgid) .. first, 't0', 'x', 'b')
            return {'replay', first, old[1], old[2], old[3]}
        end
    end
    local stored = redis.call('HMGET', m, 't0', 'x')
    if stored[1] then return {'new', stored[1], stored[2]} end

    local now = now_ms()
    local expires = now + tonumber(validity_ms)
    redis.call('HSET', m, 's', QUEUED, 'l', lane, 't0', now, 'x', expires, 'b', body, 't', text)
    redis.call('XADD', q, '*', 'm', msgid)
    if idem then redis.call('SET', idem, msgid .. ' ' .. fingerprint, 'PX', idem_ms) end
    return {'new', tostring(now), tostring(expires)}
end
register('admit', admit, {})
