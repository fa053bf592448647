"""Small changes of rules, each of which some test must notice; `tests.mutants` tries them.

A change replaces one text, which stands once in its file, by another. Tests are tried in order until one fails, so the
quick ones that are meant for a rule come first.
"""

from __future__ import annotations

from tests.mutation import Mutation

ALGORITHMS = ("checkdigits", "algorithms")
DEFINITIONS = ("thresholds", "matching", "oracle")
NAMES = ("company_names", "resolver", "native_names", "listed_names", "names_among_words", "thresholds")
CODES = ("platform_codes", "names_among_words", "snapshot")
MATCHING = ("thresholds", "matching", "ranking", "predicates", "oracle")
RESOLVING = ("thresholds", "precedence", "suggestions", "validation", "resolver", "oracle")
BATCH = ("equivalence", "batch")

_RULES: tuple[tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]], ...] = (
    (
        ALGORITHMS,
        "definitions/algorithms.py",
        (
            ("* (modulus - 1) + 1, start % modulus", "* (modulus - 1) + 1, 0"),
            ('return found if side == "left"', 'return found if side == "right"'),
            ("low * last % 10 for low", "low % 10 for low"),
            ("expected is not None and number.startswith(expected.encode(), at)", "expected is not None"),
            ("(begin + high * last_but_one) % 10 for", "high * last_but_one % 10 for"),
        ),
    ),
    (
        ALGORITHMS,
        "definitions/weighted_sums.py",
        (
            ("FILLED_UP = DECIMALS[0] + DECIMALS[:0:-1]", "FILLED_UP = DECIMALS"),
            ("self.eleven + self.ten + DECIMALS", "self.ten + self.eleven + DECIMALS"),
            ('11, DECIMALS + "0")', '11, DECIMALS + "1")'),
            ("(self.letter_a + place) % 10", "(self.letter_a + place + place // 9) % 10"),
            ("int(digit) * weight for digit, weight in zip(self.prefix", "0 for digit, weight in zip(self.prefix"),
            ("FILLED_UP if self.complement else DECIMALS", "FILLED_UP"),
            ("two_weights(weights[-2:]", "two_weights(weights[:2]"),
            ("for place in reversed(range(length))], 7", "for place in range(length)], 7"),
            ("int(number[payload]) % 7", "int(number[payload]) % 9"),
        ),
    ),
    (
        ALGORITHMS,
        "definitions/checkdigits.py",
        (
            ('Mod10((3, 1), "right", prefix=self.prefix).sums', 'Mod10((1, 3), "right", prefix=self.prefix).sums'),
            ('Mod10((3, 1), "right", prefix=self.prefix).verifier', 'Mod10((1, 3), "right").verifier'),
            ("sum(divmod(digit * weight, 10))", "digit * weight"),
            ('ten="0", eleven="5"', 'ten="0", eleven="0"'),
            ("if value % 11 or not value", "if value < 36"),
            ("(total or 36) * 2", "total * 2"),
            ('23, "TRWAGMYFPDXBNJZSQVHLCKE"', '23, "TRWAGMYFPDXBNJZSQVHLCEK"'),
        ),
    ),
    (
        DEFINITIONS,
        "definitions/tiers.py",
        (("bits <= NEVER_UP_TO", "bits < NEVER_UP_TO"), ("bits < anywhere_from", "bits <= anywhere_from")),
    ),
    (
        DEFINITIONS,
        "definitions/compiling.py",
        (
            ("choices = max(choices, math.prod(of_one_class))", "pass"),
            ("choices = outcomes", "choices = 1"),
            ("_GUESS[number.guess] if number.guess else by_evidence", "by_evidence"),
            ('len(stating(number.sources, "format")) == 1', "len(number.sources) == 1"),
            ("number.check or not one_source", "True"),
            ("ANYWHERE_FROM if number.check or", "ANYWHERE_FROM if"),
        ),
    ),
    (
        ("patterns",),
        "definitions/compiling.py",
        (
            ("round(bits(share_of(masks, text)) + check, 2)", "round(bits(share_of(masks, text)), 2)"),
            ("signs if care >> 8 * place & 0xFF else signs[:1]", "signs[:1]"),
        ),
    ),
    (
        (*DEFINITIONS, "resolver"),
        "definitions/in_memory.py",
        (
            ("in trials if carrier_of(key) not in self._replaced]", "in trials]"),
            ("(list_, name) if id_ not in self._replaced]", "(list_, name)]"),
            ("self._upper if id_ in self._replaced else self._lower", "self._lower"),
        ),
    ),
    (
        (*MATCHING, "resolver"),
        "definitions/filing.py",
        (
            ("if guess == NEVER or length < 2:", "if length < 2:"),
            ("nth if len(spans) > 1 else 0", "0"),
            ("if wanted or ways", "if False"),
            ("return own, None", "return None"),
        ),
    ),
    (
        NAMES,
        "definitions/in_memory.py",
        (("for page in () if carrier.general else carrier.pages:", "for page in carrier.pages:"),),
    ),
    (
        NAMES,
        "definitions/folding.py",
        (
            ("        if carrier.general:\n            continue\n", ""),
            ("for bare in (own, *map(fold, names)):", "for bare in map(fold, names):"),
            ("            elif page.name:\n                names.append(page.name)\n", ""),
        ),
    ),
    (
        NAMES,
        "catalog/names.py",
        (
            ("(country, GLOBAL) if country", "(GLOBAL, country) if country"),
            ("                if more:\n                    return None\n", ""),
            ("if len(meant) == 1 else None", "if meant else None"),
            ("usual is not None and bearers.keys() <= {usual.carrier.id}", "usual is not None"),
            ("in reversed(found)}", "in found}"),
            ("listed if any(page.name == listed for page in carrier.pages) else None", "None"),
        ),
    ),
    (
        CODES,
        "catalog/names.py",
        (
            (
                'shown = next((listed for _, listed in found if self._is_listed(listed or "", country)), None)',
                "shown = None",
            ),
            ("if len(whose) == 1 or [listed.carrier.id] == own]", "if len(whose) == 1]"),
            (" and words[-1] in CONNECTIONS:", ":"),
            ("alone.isupper() or fold(alone) not in everyday_names()", "True"),
            ("alone.isupper() or fold", "fold"),
            ("if name == usual.carrier.name or any(", "if any("),
            ("if where is None and len(others) < len(coded):", "if False:"),
            ("or any(usual.carrier.is_on(list_) for list_ in _lists_of(country))", ""),
            (" or self.folded.of_brand(fold(name), country) is usual.carrier:", ":"),
            ("country in usual.carrier.local and not any(", "country in usual.carrier.local or any("),
            ('.strip(" -_.")  # as', "  # as"),
        ),
    ),
    (
        CODES,
        "resolving/naming.py",
        (("and country in usual.carrier.local:", "and not usual:"),),
    ),
    (
        BATCH,
        "batch/automaton.py",
        (
            (" | (BARE if bare else 0)", ""),
            ("if not least & users:", "if least & users:"),
        ),
    ),
    (
        BATCH,
        "batch/final_states.py",
        (
            ("if not alive & unwanted and (", "if ("),
            ("(not wanted or all(alive & look for look in wanted))", "True"),
            ("and meaning.format not in evidence", ""),
        ),
    ),
    (
        CODES,
        "definitions/folding.py",
        (
            ("home.get(id_) == country or ", ""),
            (" or any(bearers.get(brand + name) == ids for name in countries[country])", ""),
            ("country not in countries or ", ""),
        ),
    ),
    (
        CODES,
        "definitions/carrier_codes.py",
        (
            ("(*own, *known.get(GLOBAL, ()))", "(*known.get(GLOBAL, ()), *own)"),
            (" and not (country and by_site)", ""),
            ("known[home] if home in known else next", "next"),
        ),
    ),
    (
        CODES,
        "resolving/naming.py",
        (("        usual = named.general  # the country's company has other numbers\n", "        pass\n"),),
    ),
    (
        NAMES,
        "catalog/folded.py",
        (
            ("        for list_ in lists:\n            yield self._listed(list_, bare)\n", ""),
            (
                "for carrier in named if country is not None and country in carrier.local]",
                "for carrier in named if False]",
            ),
            ("for carrier in named if carrier.everywhere]", "for carrier in named]"),
            (
                "        yield [found for list_ in sorted(shown) if list_ not in lists for found in self._listed(list_, bare)]\n",
                "",
            ),
            ("        yield [(carrier, None) for carrier in named]\n", ""),
        ),
    ),
    (
        NAMES,
        "catalog/listed.py",
        (
            ("0 if country in page.lists else 1 if GLOBAL in page.lists else 2", "0 if country in page.lists else 1"),
            ("0 if country in page.lists else 1 if GLOBAL", "1 if country in page.lists else 1 if GLOBAL"),
            ("None if self.general else name or self.name", "name or self.name"),
            ("not self.listed or any(GLOBAL", "any(GLOBAL"),
            ("return any(page.lists for page in self.pages)", "return True"),
            ("pages = [page for page in pages if page.name == name]", "pass"),
        ),
    ),
    (
        NAMES,
        "definitions/compiled_carrier.py",
        (
            ("        if self.country:\n            own.add(self.country)\n", ""),
            ("for list_ in page.lists if list_ != GLOBAL}", "for list_ in () if list_ != GLOBAL}"),
            ("for each in with_territories(country)", "for each in (country,)"),
        ),
    ),
    (
        ("names_among_words", "company_names"),
        "catalog/guessed.py",
        (
            ("countries = None if everyday or initials else", "countries = None if False else"),
            ("            beside = frozenset()\n", "            pass\n"),
            ("if len(set(countries)) <= 1 else None", ""),
            ("if self.is_service_of(name, others):", "if False:"),
            ("if len(told) != 1 or", "if True or"),
            ("and not (initials and countries)", ""),
            ('and name[place - 1] != " "', ""),
            ("return bool(countries) and is_any_post(name) and not", "return False and not"),
            (" or self._is_elsewhere(told[0], name, countries):", ":"),
            ("            if self._is_foreign_post(words[begin:end], countries):\n                return None\n", ""),
            (
                "if one is None or (one.country and self._is_foreign_post(words[begin:end], [one.country])):",
                "if one is None:",
            ),
            ("not (place and len(found.name) in range(1, SHORTEST_NAME))", "True"),
            ("return own[0] if own else first", "return first"),
            ("bears_it = name not in", "bears_it = True or name not in"),
            ("if bears_it or self.serving(name, others, words_beside().beside) else None", "if bears_it else None"),
            ("place and self._is_name(words, text)", "False"),
            ("place and self._is_name(words, text)", "place and self._folded.knows(''.join(words))"),
            ("or (name in everyday_names() and not text.isupper())", ""),
            ("or not words_beside().beside.issuperset(words)", "or True"),
            ("countries_among(others, beside, words_beside().trades)", "countries_among(others, beside)"),
            ("for part in (words[:begin], words[end:]))", "for part in (words[:begin], words[end:], ())[1:])"),
            ("            services |= self._names_of(carrier)", "            pass"),
            ("None if by_name and carrier.everywhere and", "None if by_name and"),
            ("and carrier.everywhere and fold(carrier.name) == name", "and carrier.everywhere"),
            ("None if by_name and carrier.everywhere and", "None if False and"),
            ("if len(self._folded.bearers(name)) == 1])", "])"),
            ("or is_cut(words, begin, end):", "or False:"),
            ("if common and not initials and", "if common and"),
        ),
    ),
    (
        ("names_among_words", "company_texts"),
        "catalog/writing.py",
        (
            ("if (gaps := _with_gaps(name)) != name:", "if (gaps := name) != name:"),
            ("if (long := _written_out(words)) != words:", "if (long := words) != words:"),
            ("if (bare := _without_codes(name, knows)) != name:", "if (bare := name) != name:"),
            ("if found := _named_part(word, knows):", "if found := ():"),
            ("if (word[place - 1] < FIRST_TOGETHER) != (word[place] < FIRST_TOGETHER):", "if False:"),
            ("is not None) or (word,)", "is not None and False) or (word,)"),
            ("SHORTEST_NAME - 1, -1), 0):", "SHORTEST_NAME - 1, -1)):"),
            ("(not many or knows(word[:many]))", "True"),
            ("(not many or knows(word[:many]))", "(not many)"),
            ("_SHORTEST_JOINED = 5", "_SHORTEST_JOINED = 4"),
            ("_MOST_CODE_LETTERS = 3", "_MOST_CODE_LETTERS = 5"),
            ("len(word) == SHORTEST_NAME and knows(put_together(word)) for", "False for"),
            ("if verdict(word) == AGAINST or", "if False or"),
            ("or is_number_word(word) else 0", "else 0"),
            ("            del kept[-announced:]\n", ""),
            ("if of_name or not _is_code", "if not _is_code"),
            ("any(map(knows, [put_together(word), *letters]))", "False"),
            ("return capitals and word.isupper() and not means", "return capitals and word.isupper()"),
            ("return capitals and word.isupper() and not means", "return capitals and not means"),
        ),
    ),
    (
        ("names_among_words",),
        "catalog/homes.py",
        (
            ("for others in told[1:]:", "for others in []:"),
            ("if (both := one & other)", "if (both := one | other)"),
            ("known.homes.get(word) or known.homes.get", "known.homes.get"),
            ("if countries := known.places.get(", "if countries := {}.get("),
            ("if not text.isascii():", "if False:"),
        ),
    ),
    (
        ("names_among_words",),
        "catalog/names.py",
        (
            ("place = guess.country or (None if country else self._at_home(guess))", "place = guess.country"),
            ("(None if country else self._at_home(guess))", "self._at_home(guess)"),
            ("for one in ([brand] if brand else there)", "for one in there"),
            (" or one.is_on(home)", ""),
            ("if guess.initials and country and not", "if False and not"),
            ("None if guess.country or place is None else", "None if place is None else"),
            ("and where == place and not self.folded.of_brand(guess.name, where)", "and where == place"),
            ("            if len(own) != 1:\n                return None\n", ""),
            ("country=place, otherwise=otherwise", "otherwise=otherwise"),
            ("name = name.translate(_BRACKETS)", "pass"),
            ("not self._is_whose_service(", "not (lambda _, remark: self.folded.is_own_name(fold(remark)))("),
            ("not self._is_whose_service(", "not (lambda _, remark: self.folded.knows(fold(remark)))("),
        ),
    ),
    (
        ("company_texts",),
        "catalog/within.py",
        (
            ("if self._names.among_words.is_free_of(text):", "if False:"),
            ("if is_negated(words[:begin], words[end:]):", "if False:"),
            ("if common and end - begin == 1 and len(name) >= SHORTEST_NAME and not alone:", "if False:"),
            ("if common and end - begin == 1 and", "if common and"),
            ("alone and not common)", "alone)"),
            ("_MOST_FOREIGN = 3", "_MOST_FOREIGN = 13"),
            ("distinct = not (common or of_another) and", "distinct = not common and"),
            ("as_name = name in as_names and not initials", "as_name = name in as_names"),
            ("telling = distinct and not begin and", "telling = distinct and"),
            ("return trade or any(verdict(word) > 0 for word in behind)", "return True"),
            ("return trade or any(verdict(word) > 0 for word in behind)", "return trade"),
            ("return trade or any(verdict", "return any(verdict"),
            ("if len(own) > 1 and max(map(len, own)) == 1 and", "if False and"),
            ("return not (short or common or joined in everyday_names())", "return not (short or common)"),
            ("return not (short or common or joined", "return not (short or joined"),
            ("USUAL_LENGTHS = range(8, 21)", "USUAL_LENGTHS = range(8, 9)"),
            ("whose = [carrier] if alone else", "whose = [] if alone else"),
            ("return any(country in bearers[id_].local for id_ in found.serving)", "return bool(found.serving)"),
            ("return tuple(own or found.values())", "return tuple(found.values())"),
        ),
    ),
    (
        ("company_texts",),
        "resolving/witnessed.py",
        (
            ("_MOST_PLAIN_LENGTHS = 6", "_MOST_PLAIN_LENGTHS = 13"),
            ("if said.problem is not None or said.format is None:", "if said.format is None:"),
            ("if bits <= best.match.bits - thresholds.TIE", "if False"),
            ("return fit if bits >= thresholds.STRONG or (", "return fit if ("),
            ("(alone and alone.carrier is listed.carrier) else None", "False else None"),
            ("at_home = name.alone and query.country in listed.carrier.local", "at_home = name.alone"),
            ("named is listed and (query.country is None or query.country in listed.carrier.local)", "named is listed"),
            (
                "(query.country is None or query.country in listed.carrier.local)",
                "query.country in listed.carrier.local",
            ),
            ('and engine.decision(query, said=True).kind != "named" else None', "else None"),
            ("if fits.always_lettered:", "if False:"),
            ("    if abroad:\n", "    if False:\n"),
            ("if fit.listed.carrier.id not in issuers", ""),
            ("if query.url is not None and engine.catalog.page(query.url):", "if False:"),
            ("if first is None or any(other", "if first is None or all(other"),
        ),
    ),
    (
        ("names_among_words",),
        "catalog/beside.py",
        (
            ("and len(phrase) <= 3", ""),
            ("and code not in there:", "and False:"),
            ("and form not in untelling", ""),
            ("if ends and not measured and", "if ends and"),
            ('if "" not in homes and len(form)', "if len(form)"),
            ("if max(phrase) >= FIRST_TOGETHER and (apart", "if False and (apart"),
            ("return [known[phrase[:many]]]", "return []"),
            ("return [known[phrase[:many]]]", "return None"),
            ("yield put_together(word.translate(_WRITTEN_OUT))", "pass"),
            ("yield put_together(word.translate(_LETTERS_ALONE))", "pass"),
            ("and (len(phrase) > _LONGEST_PREPOSITION or many >= len(before))", ""),
        ),
    ),
    (
        ("names_among_words", "page_links"),
        "definitions/format_at_length.py",
        ((" and not self.issued_elsewhere", ""),),
    ),
    (
        ("source_families", "lint"),
        "quality/source_families.py",
        (
            ('if family.counts or what != "page"', "if family.counts"),
            ("if page.url]", "]"),
            ("stating(sources, what)", 'stating(sources, "page")'),
            ("len(families) >= TWO", "len(families) > TWO"),
        ),
    ),
    (
        ("lint",),
        "quality/source_rules.py",
        (
            ("page.url is not None and ", ""),
            ("elif number.check and ", "elif "),
            ('independent(number.sources, "check")', 'independent(number.sources, "format")'),
        ),
    ),
    (
        ("page_links",),
        "resolving/diagnosis.py",
        (
            (" if page.number]", "]"),
            ("key(page.number) == query.key or ", "page.number == query.number or "),
            (" or _shown_as(catalog, page, query)", ""),
        ),
    ),
    (
        ("clashes",),
        "matching/ranking.py",
        (("elif POSTS not in match.format.issued_by:", "else:"),),
    ),
    (
        ("page_links",),
        "catalog/page_links.py",
        (
            ("if parts is None or (page.formats and not fitting):", "if parts is None:"),
            ("known = {**parts, **known}", "known = {**known}"),
            ("2 if not each.right(number) else 1", "1"),
            (" and placed == parts.keys()", ""),
            ("return number.lower() if fitting else number", "return number.lower()"),
            ("if not names or each.name in names", "if names"),
        ),
    ),
    (
        ("lint",),
        "quality/claims.py",
        (
            ("other.name != number.name and ", ""),
            (" and other.tier(text) != NEVER", ""),
            (" or number.why", ""),
            (" or number.issued_by", ""),
            ('len(stating(number.sources, "format")) != 1', "len(number.sources) != 1"),
            ("_TIERS[number.guess] <", "_TIERS[number.guess] <="),
            (" and not any(map(related, owners))", ""),
            ("carrier.verified is None or ", ""),
            ("< since", "<= since"),
        ),
    ),
    (
        ("names_among_words", "precedence", "company_names"),
        "resolving/naming.py",
        (
            ("        fits = [fit for fit in fits if fit.right and fit.bits > NEVER_UP_TO]\n", "        pass\n"),
            ("(told_by_number(engine, query, named) if query.key else None) or named.usual", "named.usual"),
            ("if right or listed is named.usual or", "if right or"),
            ("telling and usual not in [fit.listed for fit in fits]:", "telling:"),
            ("named.otherwise is not None and telling and", "named.otherwise is not None and"),
            ("return found.as_guess() if named.guessed else found", "return found"),
        ),
    ),
    (
        ("cell_contents", "cells_without_a_number", "cells"),
        "resolving/cells.py",
        (
            ("        is_one = is_one_number(self.engine, query, self.named)\n", "        is_one = False\n"),
            ("if is_one and (self.given or not is_labeled(cell, query.key)):", "if is_one:"),
            ("        if is_link(cell):\n", "        if False:\n"),
            ("        if numbers := named_values(link):\n", "        if numbers := []:\n"),
            ('            query.absent, query.key = "number_missing", ""\n', "            pass\n"),
            ("self._read([*found.values()] or [page.number])", "self._read([page.number])"),
            ("names.sort(key=lambda one: not _same(one[1], self.named))", "pass"),
            ("first = first if _same(meant, first) else None", "pass"),
            ("            if self.query.number in numbers.values():", "            if False:"),
            ("found[one], first = text, None", "pass"),
            ("match.bits >= thresholds.STRONG", "match.bits >= 0"),
            ("one in held.pieces and len(one) >= _SHORTEST_UNKNOWN", "len(one) >= _SHORTEST_UNKNOWN"),
            ("whole in held.pieces or", ""),
            ("(accepts(whole) and not held.apart)", "accepts(whole)"),
            ("(accepts(whole) and not held.apart)", "False"),
            ("(others if self.named is None else any(map(self.fits, others)))", "others"),
            ("(others if self.named is None else any(map(self.fits, others)))", "False"),
            ("(not self.own.known or self.own.accept(query.key))", "False"),
        ),
    ),
    (
        ("cell_contents", "cells_without_a_number", "cells"),
        "resolving/cell_names.py",
        (
            ("is_word = fold(name) in everyday and not (name", "is_word = False and not (name"),
            ("and not (name.isupper() and not words.isupper())", ""),
            ("numbers.setdefault(key(rest), rest)", "pass"),
            ("[*filter(formats.mistyped, numbers)]", "[]"),
            ("or held.before.get(one) == name.split()", ""),
            ("or not (one.isdigit() or any(each in one for each in checked))", ""),
            ("if not any(one != other and one in other for other in own)", ""),
            ('engine.catalog.company(" ".join([name, *against]), None) is None', "True"),
        ),
    ),
    (
        ("cell_contents", "cells_without_a_number", "cells", "scans"),
        "resolving/cell_contents.py",
        (
            ("if kind not in _BETWEEN) <= _MOST", ")"),
            ("self.listed and before[-1:].isalnum() and after[:1].isalnum()", "self.listed"),
            ('self._read_number(found["number"], said)', "pass"),
            ("                self.names.append(piece)\n", "                pass\n"),
            ("        if calls_another_number(said):", "        if False:"),
            ("(len(pieces) == 1 or unit is not None)", "True"),
            ("(len(pieces) == 1 or unit is not None)", "(len(pieces) == 1)"),
            ("len(spelled) >= _SHORTEST and 2 *", "2 *"),
            ("self._read_number(found.group(), [])", "pass"),
            ("        elif is_rounded(text):\n", "        elif False:\n"),
            ("return said[-1:] == [AGAINST]", "return AGAINST in said"),
        ),
    ),
    (
        ("cells_without_a_number",),
        "spelling/absent.py",
        (
            ("zeros or (number.isalpha()", "(number.isalpha()"),
            ("    if is_rounded(text):\n", "    if False:\n"),
        ),
    ),
    (
        ("scans",),
        "spelling/scans.py",
        (
            ("if found and len(elements) > 1:", "if False:"),
            ('            yield _Element("420", found["zip"])\n', ""),
            ("late_pattern(_ONE_NUMBER).fullmatch(content) is None", "False"),
            ('carrier.startswith("FDE") and', ""),
            ('r"0\\d\\d"', 'r"\\d\\d\\d"'),
        ),
    ),
    (
        ("scans",),
        "resolving/scanned.py",
        (
            ("(code.numbers or code.others, engine.vouched)", "(code.numbers, engine.vouched)"),
            ("((*code.numbers, *code.others), own.match)", "((), own.match)"),
            ("        query.code = next(filter(engine.vouched, whole), None)\n", "        del whole\n"),
        ),
    ),
    (
        MATCHING,
        "matching/ranking.py",
        (
            ("    if tier == NEVER:\n", "    if False:\n"),
            ("_is_postal(match.format))) and not match.rank.issued_elsewhere:", "_is_postal(match.format))):"),
            ("return match.format.guess != ANYWHERE or country", "return country"),
            ("match.bits >= ANYWHERE_FROM", "match.bits > ANYWHERE_FROM"),
            ("if found.likely_mistyped:", "if False:"),
            ("    elif local:\n        tier = ANYWHERE\n", ""),
            ("(Rank, (tier, found.issued_elsewhere, score))", "(Rank, (tier, False, score))"),
            ("score = -(bits + thresholds.LOCAL) if local else -bits", "score = -bits"),
            ("        if id_ in met:\n", "        if False:\n"),
            ("return self.rank, self.format.carrier_id, self.format.name", 'return self.rank, "", ""'),
            ("if not matches or matches[-1].rank.tier == ANYWHERE:", "if True:"),
            ("    if best.rank.tier == ANYWHERE and _says", "    if _says"),
            ("return best.bits > 0 and best", "return best"),
            ("and best.bits >= least and", "and best.bits > least and"),
            (" and not best.listed.carrier.general", ""),
            ("return same and rival", "return rival"),
            ("return same and rival", "return same and rival.listed.carrier.listed and rival"),
            ("rival.rank.score - best.rank.score < thresholds", "rival.rank.score - best.rank.score <= thresholds"),
            ('if rivals else Decision("weak", best)', 'if rivals else Decision("named", best)'),
        ),
    ),
    (
        MATCHING,
        "matching/known.py",
        (
            ("if wrong not in right:", "if True:"),
            ("format_.check is None or format_.issued_elsewhere or", "format_.check is None or"),
            ("format_.pattern_bits >= thresholds.SHADOW", "format_.pattern_bits > thresholds.SHADOW"),
            ("found.evidence(number) > doubt", "found.evidence(number) >= doubt"),
            ("doubt = max(doubt, doubt_of(wrong) or 0.0)", "doubt = doubt_of(wrong) or 0.0"),
            ("self._care |= varying.care", "pass"),
            ('_doubted(right, doubt, "") if doubt else right', "right"),
        ),
    ),
    (
        MATCHING,
        "matching/trials.py",
        (
            ("for key, one in failed.items() if key not in passed]", "for key, one in failed.items()]"),
            ("passed, passed.values()), narrow)", "passed, passed.values()), [])"),
            ("if pattern_bits(one) >= thresholds.SHADOW", "if pattern_bits(one) > thresholds.SHADOW"),
            ("if len(passed) == 1 and not failed:", "if len(passed) == 1:"),
            ("wanted == _fits(ways, number, code)", "True"),
            ("if number[place] not in allowed:", "if False:"),
            ("            by_beginning.get(number[:2], ()),\n", ""),
            ("            self._by_end.get(number[-2:], ()),\n", ""),
        ),
    ),
    (
        MATCHING,
        "matching/shape_index.py",
        (
            ("dict.fromkeys(other.formats + test.formats)", "test.formats"),
            ("alike = (inside, parts, looking, shape.check)", "alike = (inside, parts, None, shape.check)"),
            ("alike = (inside, parts, looking, shape.check)", "alike = (inside, None, looking, shape.check)"),
            ("pairs(mask, parts, end=False) if parts else (mask[:2],)", "(mask[:2],)"),
        ),
    ),
    (
        MATCHING,
        "matching/predicates.py",
        (
            ("1 << place + many if doubts else 0", "0"),
            (
                "right if verifier is None or verifier(number) else wrong\n        if not state",
                "right\n        if not state",
            ),
            ('and test.mask[at] == "d" and', "and"),
            ("[*always, *accepting]", "accepting"),
        ),
    ),
    (
        ("text_context",),
        "text/context.py",
        (
            ("SAYS not in map(self._pieces.__getitem__, seen.split()) and not (", "not ("),
            ("denies == PREFIX and _HOST_ENDS.search(seen)", "False"),
            ("if not further or self._denials[before] not in (AGAINST, COLON):", "if not further:"),
        ),
    ),
    (
        ("text_talk", "text_typed"),
        "text/talk.py",
        (
            ("if not beside and not any(map(about_parcel, behind))", "if not beside and False"),
            ("not number.isalnum() or _is_card_or_telephone(number):", "not number.isalnum():"),
            ('if begin and words[begin - 1] != "\\n" and', "if begin and"),
            ("if not beside and not any", "if not any"),
            ("(long and is_code_word(words[-1]))", "is_code_word(words[-1])"),
            ("if AGAINST not in map(verdict, words[before:begin]):", "if True:"),
        ),
    ),
    (
        ("text_talk", "text_typed"),
        "text/chats.py",
        (
            ('if begins["time"] or answers(name, above) or', "if True or"),
            ("return words[ends + 1 :]", "return words"),
            ("if NUMBER in kinds:", "if False:"),
            ("len(word) == _SHORT_NAME and word.islower()", "False"),
            ("if others and not self._may_answer(others):", "if False:"),
            ("return any(map(about_parcel, pieces(before)))", "return True"),
            ("return before.rstrip().endswith(ASKS) and", "return"),
        ),
    ),
    (
        ("text_typed",),
        "text/nearest.py",
        (
            ("number = as_one(plain[start:end])", "number = plain[start:end]"),
            ("len(words) > 1 and verdict(words[-1]) == IS", "False"),
        ),
    ),
    (
        ("text_typed",),
        "text/owners.py",
        (("and not self.nearest.ends_with_name(front, one_group=True)", ""),),
    ),
    (
        ("text_typed",),
        "text/corrections.py",
        (
            ("if document.markup:", "if False:"),
            ("return at - begin >= _FEWEST_WORDS", "return True"),
            ("(verdict(words[at]) == NAMES and _is_number(words, at))", "verdict(words[at]) == NAMES"),
            ("return named and message.rstrip().endswith(_ASKS)", "return False"),
        ),
    ),
    (
        ("text_typed",),
        "text/letters_apart.py",
        (
            ("(_is_word(plain[begin : begin + 2]) or not", "(not"),
            ("stops = (behind.end(), end) if behind else (end,)", "stops = (end,)"),
        ),
    ),
    (
        ("text_typed", "text_freight"),
        "text/gathering.py",
        (
            ("return (says > 0 or named) and", "return"),
            ("or (needs_format and any(map(is_formless, owner.whose)))", ""),
            ("or is_corrected(self.document, end)", ""),
        ),
    ),
    (
        ("text_typed", "text_freight"),
        "text/runs.py",
        (
            ("or _rest_is_better(gatherer, run, group, best.groups)", ""),
            ("and not labelled and gatherer.is_beside_name(begin, end)", "and False"),
        ),
    ),
    (
        ("text_typed",),
        "text/groups.py",
        (("and not (number.isdecimal() and _is_part(groups, first, last))", ""),),
    ),
    (
        ("text_typed",),
        "text/naming.py",
        (("elif name := self._without_ending(words[place], spelling):", 'elif name := "":'),),
    ),
    (
        ("text_records",),
        "text/records.py",
        (("if not key or is_number_field(key):", "if not key:"),),
    ),
    (
        ("text_records",),
        "text/nesting.py",
        (("not leads_out", "False"), ("if closed > opened:", "if False:"), ("0 <= opened < closed", "False")),
    ),
    (
        ("text_other_numbers", "text_context"),
        "text/short_names.py",
        (
            (
                "all(_is_short(name) and not _is_listed(name, words.catalog) for name in names)",
                "all(map(_is_short, names))",
            ),
            ("if any(map(about_parcel, around)):", "if False:"),
            ("return any(word not in known and _is_telling(word) for word in around)", "return True"),
            (" and folded.isalpha())", ")"),
        ),
    ),
    (
        ("text_other_numbers", "text_context"),
        "text/owners.py",
        (
            ("says_too_little(self._document, self._words, seen, start, end)", "False"),
            ('numbers_another(seen or "")', "False"),
            ("cell.is_for_another(self._words.names, number)", "False"),
        ),
    ),
    (
        ("text_other_numbers", "text_context"),
        "text/headings.py",
        (
            ("return number.isdecimal() and len(number) in _TRADE_ITEM", "return False"),
            ("self.is_another and not names.named_in(self.heading, None)", "self.is_another"),
            ("numbers_something(heading) and any(map(is_of_people, header))", "numbers_something(heading)"),
            ("may_be_goods(heading) and any(map(counts_goods, header))", "may_be_goods(heading)"),
        ),
    ),
    (
        ("text_context",),
        "text/tokens.py",
        (
            (" and not self._is_name(word)", ""),
            ("self._kinds[word] if word.lower() not in _ENDS else 0, 0", "self._kinds[word], 0"),
            (" and max(piece) < FIRST_TOGETHER else COLON", " else COLON"),
        ),
    ),
    (
        MATCHING,
        "matching/checksum_tables.py",
        (
            ("several[min(nth, len(several) - 1)]", "several[0]"),
            ("else _most(pairs, modulus)", "else 0"),
            ("else 2 * most", "else most"),
        ),
    ),
    (
        MATCHING,
        "definitions/masks.py",
        (('return len(kinds) == 1 and kinds != {"p"}', "return len(kinds) == 1"),),
    ),
    (
        ("cell_contents", *RESOLVING),
        "resolving/own_pages.py",
        (
            ("pages = told[:1] or (", "pages = ("),
            ("(listed if len(listed) == 1 else [])", "listed"),
            ("(listed if len(listed) == 1 else [])", "[]"),
            ("key=lambda page: ids.index(page.carrier.id)", "key=lambda page: -ids.index(page.carrier.id)"),
        ),
    ),
    (
        RESOLVING,
        "resolving/precedence.py",
        (
            ("(explicit_url, known_company, pattern_guess)", "(known_company, explicit_url, pattern_guess)"),
            ("engine.decision(query, said=True)", "engine.decision(query, said=False)"),
            ("said=bool(query.company)", "said=False"),
            ("carrier = carrier or (guess.carrier if guess else None)", "pass"),
            (
                "        elif page is not None:\n            company",
                "        elif guess is None and page is not None:\n            company",
            ),
            ("query.company or guess.company, guess.carrier", "guess.company, guess.carrier"),
            ("if text != number and not listed.carrier.reads(text):", "if text != number:"),
            ("if text != number and not listed.carrier.reads(text):", "if False:"),
            (
                "if (not query.number or query.absent) and page is not None and page.number:",
                "if page is not None and page.number:",
            ),
            (
                "query.number = query.number or page.number\n        query.about(page.number)",
                "query.number = page.number",
            ),
        ),
    ),
    (
        RESOLVING,
        "resolving/diagnosis.py",
        (
            ("key=lambda item: -item[0]", "key=lambda item: item[0]"),
            ("if found.check else bits == most", "if True else bits == most"),
            ("                and not match.format.issued_elsewhere\n", ""),
            ("spoke is None or spoke.evidence(text) <= NEVER_UP_TO", "spoke is None"),
            (
                "spoke is None or spoke.evidence(text) <= NEVER_UP_TO",
                "spoke is not None and spoke.evidence(text) <= NEVER_UP_TO",
            ),
            ("spoke.evidence(text) <= NEVER_UP_TO", "spoke.evidence(text) < NEVER_UP_TO"),
            ('"number_unknown": resolution.url is not None,', '"number_unknown": False,'),
            ('"ambiguous": resolution.carrier is not None,', '"ambiguous": False,'),
            ('"weak": resolution.carrier is not None or resolution.url is not None,', '"weak": False,'),
            ('"check_digit": False,', '"check_digit": resolution.url is not None,'),
            ("for listed in whose[:5])", "for listed in whose)"),
            ('if one.code != "format_unknown"', "if True"),
        ),
    ),
    (
        RESOLVING,
        "resolving/validation.py",
        (
            ('said.problem is None or said.problem.code == "format_unknown"', "said.problem is None"),
            ("bool(fitting) or not all(listed.carrier.has_formats for listed in named)", "bool(fitting)"),
            ("bool(fitting) or not all(", "bool(fitting) or not any("),
            ("if not found.ok or says_little:", "if not found.ok:"),
            ("spoke.evidence(text) <= NEVER_UP_TO", "spoke.evidence(text) < NEVER_UP_TO"),
            ('in ("check_digit", "number_unknown") for', 'in ("check_digit",) for'),
            ('said.code == "check_digit" or (not company', "(not company"),
            ('and not (said.code == "weak" and url)', ""),
            ("thresholds.OTHER if found.ok else thresholds.BESIDE", "thresholds.BESIDE"),
            ("said=bool(query.company or query.url)", "said=False"),
            ("tuple(dict.fromkeys(suggestions))", "tuple(suggestions)"),
            ("max(0, _SUGGESTIONS - len(suggestions))", "_SUGGESTIONS"),
        ),
    ),
    (
        RESOLVING,
        "resolving/suggestions.py",
        (
            (" and not carrier.general:", ":"),
            ("carrier is not known and match", "match"),
            ("match.format.check is not None and match.bits >= thresholds.TELLING", "match.bits >= thresholds.TELLING"),
            ("spoke is None and said.format", "said.format"),
            ("if len(seen) > _NUMBERS:", "if len(seen) > _NUMBERS + 1:"),
            ("_NAMES = 3", "_NAMES = 4"),
            ("_CLOSE = 0.75", "_CLOSE = 0.8"),
            ("_CLOSE = 0.75", "_CLOSE = 0.7"),
            ("        if number not in seen:\n", "        if True:\n"),
            ('for misread in ("", "OI"):', 'for misread in ("",):'),
        ),
    ),
    (
        RESOLVING,
        "resolving/number_knowledge.py",
        (
            ("[match for match in matches if match.listed.carrier.id in carriers]", "[*matches]"),
            (
                "decide(tuple([match for match in matches if match.listed.carrier.id in carriers]))",
                "decide(tuple([match for match in matches if match.listed.carrier.id in carriers]), thresholds.STRONG)",
            ),
            ("if not one.issued_elsewhere and one.evidence", "if one.evidence"),
            ("if not all(found.likely_mistyped or", "if not all("),
            ("return max(near", "return min(near"),
            ("one.evidence(number) >= thresholds.TELLING", "one.evidence(number) > thresholds.TELLING"),
            ("ranked = memory.get(country)", "ranked = next(iter(memory.values()), None)"),
        ),
    ),
    (
        BATCH,
        "batch/equivalence.py",
        (
            ("return any(format_.guess != NEVER or format_.carrier_id in own for format_ in uneven)", "return False"),
            ("if not found.ok or found.suggestions or any(", "if any("),
            (
                "        return True  # it names the company as given, or the number tells who is meant\n",
                "        return False\n",
            ),
            ("format_.evidence(rows.key) <= tiers.NEVER_UP_TO for format_ in own", "False for format_ in own"),
            ("if len(ways) == 1 else None", "if ways else None"),
        ),
    ),
)

EQUIVALENT = (
    Mutation(
        "resolving/diagnosis.py",
        "                and match.listed.carrier is not carrier\n",
        "",
        ("thresholds", "precedence", "validation"),
        "where the company's own format says next to nothing, none of its others says more than `ALTERNATIVE` besides",
    ),
)
"""Changes of rules that change no answer."""

RULES = tuple(Mutation(file, old, new, tests) for tests, file, changes in _RULES for old, new in changes)

CONSTANTS = {
    "matching/thresholds.py": ("thresholds", "text_thresholds"),
    "definitions/tiers.py": ("thresholds",),
}
"""Files whose every constant is moved, and the tests of whom one must notice it."""

SPEED = (
    Mutation(
        "matching/matcher.py",
        "\nRARELY = 16",
        "\nRARELY = 1",
        ("predicates", "oracle"),
        "decides when predicates are made",
    ),
    Mutation(
        "matching/beginnings.py",
        "SELDOM = 3",
        "SELDOM = 1",
        ("predicates", "oracle"),
        "decides when predicates are made",
    ),
    Mutation(
        "matching/predicates.py", "SUMS = 4", "SUMS = 2", ("predicates", "oracle"), "decides when tables are made"
    ),
    Mutation(
        "matching/predicates.py", "OFTEN = 256", "OFTEN = 2", ("predicates", "oracle"), "decides when tables are made"
    ),
    Mutation(
        "batch/final_states.py",
        "matching |= stands_for",
        "matching |= 1 << number",
        ("equivalence",),
        "tells equal states apart",
    ),
    Mutation("matching/known.py", "_MEMORY = 4096", "_MEMORY = 2", ("oracle",), "bounds a memory"),
    Mutation("definitions/format_at_length.py", "_MEMORY = 4096", "_MEMORY = 2", ("oracle",), "bounds a memory"),
    Mutation("catalog/names.py", "_MEMORY = 4096", "_MEMORY = 2", ("company_names", "native_names"), "bounds a memory"),
    Mutation(
        "catalog/names.py", "_COUNTRIES = 512", "_COUNTRIES = 1", ("company_names", "native_names"), "bounds a memory"
    ),
    Mutation("resolving/number_knowledge.py", "_COUNTRIES = 300", "_COUNTRIES = 1", ("oracle",), "bounds a memory"),
)
"""Constants that decide how quick an answer comes, and never which."""
