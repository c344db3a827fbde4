-- What a person does with a dead letter.

local function letter(dlq, entry)
    return redis.call('XRANGE', dlq, entry, entry)[1]
end

-- dlq_replay: admits the text of a dead letter again, as a new message with a validity counted anew. The old one keeps its
-- end: its client was told, and a status is not taken back.
-- KEYS[1] message   KEYS[2] new message   KEYS[3] ready stream of its lane   KEYS[4] dead letters   KEYS[5] counters
-- ARGV    entry, new msgid
-- returns 'ok' | 'gone' (no such dead letter) | 'erased' (its text is not there any more)
local function dlq_replay(keys, args)
    local old, new, q, dlq, counts = unpack(keys)
    local entry, msgid = unpack(args)
    if not letter(dlq, entry) then return 'gone' end
    local f = redis.call('HMGET', old, 't0', 'x', 'b', 't', 'l', 'v', 'oa', 'cb')
    if not f[4] then return 'erased' end
    local now = now_ms()
    redis.call('HSET', new, 's', QUEUED, 'v', f[6] or 1, 'l', f[5], 't0', now, 'x', now + f[2] - f[1], 'b', f[3], 't', f[4])
    if f[7] then redis.call('HSET', new, 'oa', f[7]) end
    if f[8] then redis.call('HSET', new, 'cb', f[8]) end
    redis.call('XADD', q, '*', 'm', msgid)
    redis.call('HINCRBY', counts, 'admitted', 1)
    redis.call('XDEL', dlq, entry)
    redis.call('HDEL', old, 't')
    return 'ok'
end
register('dlq_replay', dlq_replay, {})   -- not when memory is full: it admits

-- dlq_discard: forgets a dead letter, and the text of its message.
-- KEYS[1] message   KEYS[2] dead letters
-- ARGV    entry
-- returns 'ok' | 'gone'
local function dlq_discard(keys, args)
    if not letter(keys[2], args[1]) then return 'gone' end
    redis.call('XDEL', keys[2], args[1])
    redis.call('HDEL', keys[1], 't')
    return 'ok'
end
register('dlq_discard', dlq_discard)
