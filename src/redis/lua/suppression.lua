-- What is put on the suppression list and taken off it.
-- KEYS[1] list of an account, or of all

-- suppress: an entry in place of the number's one for the same reason.
-- ARGV    number, reason, until_ms or '', provider that it was learned from or '', note
-- returns when it was made
register('suppress', function(keys, args) return suppress(keys[1], unpack(args)) end)

-- unsuppress: lifts entries of a number.
-- ARGV    number, reasons joined by a space, 'forbid' when nothing is to be lifted beside an entry for another reason
-- returns {how many were lifted, how many are there for other reasons}
local function unsuppress(keys, args)
    local list, number, reasons, others = keys[1], unpack(args)
    local stay, lifted = {}, 0
    for _, line in ipairs((suppressions_of(list, number))) do
        if (' ' .. reasons .. ' '):find(' ' .. line.reason .. ' ', 1, true) then
            lifted = lifted + 1
        else
            stay[#stay + 1] = line
        end
    end
    if others == 'forbid' and #stay > 0 then return {0, #stay} end
    store_suppressions(list, number, stay)
    return {lifted, #stay}
end
register('unsuppress', unsuppress)

-- count_invalid: a message failed because there is no such number. `arrive` forgets the count when one is delivered.
-- KEYS[2] its count: "<failures> <msgid of the last one>"
-- ARGV    number, msgid, provider, failures in a row, memory_ms, suppressed_for_ms
-- returns 'repeated' (the message was counted before) | 'counted' | 'suppressed'
local function count_invalid(keys, args)
    local list, count = unpack(keys)
    local number, msgid, provider, enough, memory_ms, suppressed_for_ms = unpack(args)
    local failures, last = (redis.call('GET', count) or '0 '):match('^(%d+) (.*)$')
    if last == msgid then return 'repeated' end
    failures = tonumber(failures) + 1
    if failures < tonumber(enough) then
        redis.call('SET', count, failures .. ' ' .. msgid, 'PX', memory_ms)
        return 'counted'
    end
    redis.call('DEL', count)
    suppress(list, number, 'invalid', string.format('%d', now_ms() + tonumber(suppressed_for_ms)), provider, '')
    return 'suppressed'
end
register('count_invalid', count_invalid)

-- suppression: why messages to a number are refused.
-- KEYS[2] list of all
-- ARGV    number
-- returns {1 or 2: which list, the line} | {}
local function suppression(keys, args)
    for i, list in ipairs(keys) do
        local lines = suppressions_of(list, args[1])
        if lines[1] then return {i, lines[1].text} end
    end
    return {}
end
register('suppression', suppression, {'no-writes'})

-- suppressions: a page of a list.
-- ARGV    cursor, about how many numbers
-- returns {cursor of the next page or '0', number, line, number, line...}
local function suppressions(keys, args)
    local page = redis.call('HSCAN', keys[1], args[1], 'COUNT', args[2])
    local out = {page[1]}
    for i = 1, #page[2], 2 do
        for _, line in ipairs((suppressions_of(keys[1], page[2][i]))) do
            out[#out + 1] = page[2][i]
            out[#out + 1] = line.text
        end
    end
    return out
end
register('suppressions', suppressions, {'no-writes'})
