-- The suppression list: for each account, and for all of them, a hash of numbers (digits). A number's value has a line for each
-- reason, so that what lifts one of them leaves the others: "<reason>\t<at>\t<until or ''>\t<source>\t<note>\n".

-- The lines of a number that still count; those whose time is over are taken out.
local function suppressions_of(list, number)
    local value = redis.call('HGET', list, number)
    if not value then return {} end
    local now, lines, over = now_ms(), {}, false
    for text in value:gmatch('[^\n]+') do
        local reason, till = text:match('^(%a+)\t%d+\t(%d*)\t')
        if reason and (till == '' or tonumber(till) > now) then
            lines[#lines + 1] = {reason = reason, text = text}
        else
            over = true
        end
    end
    return lines, over
end

local function store_suppressions(list, number, lines)
    if #lines == 0 then return redis.call('HDEL', list, number) end
    local texts = {}
    for i, line in ipairs(lines) do texts[i] = line.text .. '\n' end
    redis.call('HSET', list, number, table.concat(texts))
end

-- Why the number must not be written to, or nil.
local function suppressed(account_list, list_of_all, number)
    for _, list in ipairs({account_list, list_of_all}) do
        local lines, over = suppressions_of(list, number)
        if over then store_suppressions(list, number, lines) end
        if lines[1] then return lines[1].reason end
    end
end

-- In place of the entry for the same reason. Returns when it was made.
local function suppress(list, number, reason, till, source, note)
    local lines = {}
    for _, line in ipairs((suppressions_of(list, number))) do
        if line.reason ~= reason then lines[#lines + 1] = line end
    end
    local now = now_ms()
    lines[#lines + 1] = {text = table.concat({reason, now, till, source, note}, '\t')}
    store_suppressions(list, number, lines)
    return tostring(now)
end
