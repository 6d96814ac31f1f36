"""What networks send instead of a number that a caller withholds, or that they do not know.

The words are those of RFC 3323 and of telephone networks in many languages. Imported only for a text that is not E.164.
"""

import unicodedata

from denylist import addresses

_LONGEST = 500
"""Characters. Phrases and carriers' addresses are shorter, and folding a long, hostile text would take time."""

_NOTHING = " \t\r\n._-()<>\"'"

# By language; compared without case, accents, spaces and punctuation.
_PHRASES = {
    "en": (
        "anonymous, anonymous call, anonymous caller, blocked, blocked call, blocked caller, blocked number, "
        "caller ID blocked, caller ID withheld, caller unknown, caller withheld, coin line, coin line/payphone, "
        "confidential, hidden, hidden number, ID blocked, ID unavailable, ID withheld, identity withheld, "
        "interaction with other service, no caller ID, no ID, no number, not available, not provided, "
        "number blocked, number hidden, number not available, number unavailable, number unknown, number withheld, "
        "out of area, payphone, private, private call, private caller, private number, restricted, "
        "restricted call, restricted number, suppressed, suppressed number, unavailable, undisclosed, "
        "unidentified, unidentified caller, unknown, unknown caller, unknown number, unlisted, withheld, "
        "withheld number"
    ),
    "ko": (
        "발신번호 표시제한, 발신번호 표시금지, 발신번호 제한, 발신번호 없음, 발신번호 미표시, 발신번호 정보 없음, "
        "발신번호 확인 불가, 발신번호 표시 불가, 발신자 표시제한, 발신자 번호 없음, 발신자 정보 없음, 발신자 불명, "
        "발신자 번호 표시제한, 발신 표시제한, 표시제한, 표시 불가, 번호 없음, 번호 표시제한, 번호 비공개, 비공개, "
        "비공개 번호, 익명, 익명 전화, 알 수 없음, 알 수 없는 번호, 알 수 없는 발신자, 제한된 번호, 공중전화, 미확인, "
        "발신자 제한, 발신 제한, 발신번호 미확인, 표시제한 번호, 미표시"
    ),
    "ja": (
        "非通知, 非通知設定, 番号非通知, 発信者番号非通知, 通知不可能, 通知不可, 番号通知不可, 公衆電話, 表示圏外, "
        "圏外, 不明, 番号不明, 発信者不明, 発信者番号不明, 匿名, 非公開, 着信番号非通知, サービス競合, ヒツウチ, "
        "ツウチフカノウ, コウシュウデンワ, ヒョウジケンガイ, ひつうち, "
        "非通知着信, 番号非通知設定, ナンバー非通知, 通知圏外"
    ),
    "zh": (
        "匿名, 匿名来电, 匿名來電, 匿名电话, 匿名電話, 未知, 未知号码, 未知號碼, 未知来电, 未知來電, 号码未知, "
        "號碼未知, 隐藏, 隱藏, "
        "私人号码, 私人號碼, 隐藏号码, 隱藏號碼, 号码隐藏, 無來電顯示, 无来电显示, 无号码, 無號碼, 不显示号码, "
        "不顯示號碼, 未显示号码, 未顯示號碼, 未提供号码, 未提供號碼, 无主叫号码, 无法显示, 無法顯示, 保密, 保密号码, "
        "保密號碼, 受限号码, 受限號碼, 公用电话, 公用電話"
    ),
    "de": (
        "anonym, anonymer Anruf, anonymer Anrufer, Anrufer unbekannt, geheim, Geheimnummer, keine Nummer, "
        "keine Rufnummer, keine Rufnummernanzeige, nicht verfügbar, Nummer nicht verfügbar, Nummer unbekannt, "
        "Nummer unterdrückt, privat, private Nummer, Rufnummer nicht verfügbar, Rufnummer unbekannt, "
        "Rufnummer unterdrückt, unbekannt, unbekannte Nummer, unbekannte Rufnummer, unbekannter Anrufer, "
        "unbekannter Teilnehmer, unterdrückt, unterdrückte Nummer, unterdrückte Rufnummer"
    ),
    "fr": (
        "anonyme, appel anonyme, appel masqué, appel privé, appelant anonyme, appelant inconnu, confidentiel, "
        "correspondant inconnu, inconnu, indisponible, masqué, non disponible, numéro caché, numéro confidentiel, "
        "numéro inconnu, numéro indisponible, numéro masqué, numéro non disponible, numéro privé, numéro restreint, "
        "numéro secret, pas de numéro, privé, secret"
    ),
    "es": (
        "anónima, anónimo, desconocido, identidad oculta, llamada anónima, llamada oculta, llamada privada, "
        "llamante desconocido, no disponible, no identificado, número anónimo, número bloqueado, "
        "número desconocido, número no disponible, número no identificado, número oculto, número privado, "
        "número restringido, oculta, oculto, privado, restringido, sin identificación, sin identificar, sin número"
    ),
    "pt": (
        "anônimo, anónimo, bloqueado, chamada anônima, chamada anónima, chamada privada, confidencial, "
        "desconhecido, indisponível, não disponível, não identificado, número anônimo, número bloqueado, "
        "número confidencial, número desconhecido, número indisponível, número não identificado, número oculto, "
        "número privado, número restrito, oculto, privado, restrito, sem número"
    ),
    "it": (
        "anonima, anonimo, chiamata anonima, chiamata privata, nascosto, non disponibile, numero anonimo, "
        "numero nascosto, numero non disponibile, numero oscurato, numero privato, numero riservato, "
        "numero sconosciuto, privato, riservato, sconosciuto, senza numero"
    ),
    "ru": (
        "аноним, анонимно, анонимный, анонимный вызов, анонимный звонок, анонимный номер, неизвестен, неизвестно, "
        "неизвестный, неизвестный абонент, неизвестный номер, недоступен, недоступно, номер не определен, "
        "номер неизвестен, номер недоступен, номер скрыт, нет номера, скрыт, скрытый, скрытый номер, частный номер"
    ),
    "nl": (
        "afgeschermd, afgeschermd nummer, anoniem, anonieme beller, anonieme oproep, geheim nummer, geen nummer, "
        "niet beschikbaar, onbekend, onbekend nummer, onbekende beller, privé, privénummer, verborgen nummer"
    ),
    "pl": (
        "anonimowe, anonimowy, brak numeru, nieznany, nieznany numer, niedostępny, numer nieznany, numer prywatny, "
        "numer ukryty, numer zastrzeżony, prywatny, ukryty, zastrzeżony"
    ),
    "tr": "anonim, bilinmeyen, bilinmeyen numara, bilinmiyor, gizli, gizli arama, gizli numara, özel numara",
    "bg": "анонимен, неизвестен, неизвестен номер, непознат, непознат номер, скрит, скрит номер",
    "hr": "nepoznat, nepoznat broj, privatni broj, skriven, skriven broj, skriveni broj, tajni broj, anoniman",
    "sr": "непознат, скривен, анониман",
    "sk": "neznáme číslo, neznámy, skryté číslo, skrytý, súkromné číslo, anonymný",
    "sl": "neznana številka, neznano, skrita številka, skrito, zasebna številka, anonimno",
    "lt": "nežinomas, nežinomas numeris, paslėptas, paslėptas numeris, privatus numeris, slaptas numeris",
    "lv": "nezināms, nezināms numurs, slēpts, slēpts numurs, privāts numurs",
    "et": "tundmatu, tundmatu number, varjatud, varjatud number, salastatud number, privaatne number",
    "uk": "анонімний, невідомий, невідомий номер, номер не визначено, номер приховано, прихований номер",
    "cs": "anonymní, skryté, skrytý, neznámé číslo, neznámý, neznámý volající, skryté číslo, soukromé číslo",
    "sv": "anonym, dolt, hemligt, dolt nummer, hemligt nummer, okänd, okänt nummer, privat nummer, skyddat nummer",
    "da": "anonym, hemmeligt nummer, privat nummer, skjult nummer, ukendt, ukendt nummer",
    "no": "anonym, hemmelig nummer, privat nummer, skjult nummer, ukjent, ukjent nummer",
    "fi": (
        "ei numeroa, salainen, salainen numero, salattu, salattu numero, tuntematon, tuntematon numero, "
        "tuntematon soittaja, yksityinen numero"
    ),
    "hu": "ismeretlen, ismeretlen szám, rejtett szám, titkos szám, privát szám",
    "ro": "număr ascuns, număr necunoscut, număr privat, necunoscut, privat",
    "el": "άγνωστος, άγνωστος αριθμός, ανώνυμος, απόκρυψη, απόκρυψη αριθμού",
    "he": "חסוי, מספר חסוי, לא ידוע, מספר לא ידוע, פרטי",
    "ar": "رقم خاص, رقم مجهول, رقم محجوب, غير معروف, مجهول, محجوب, خاص",
    "th": "ไม่ทราบหมายเลข, หมายเลขส่วนตัว, ไม่แสดงหมายเลข, ปกปิดหมายเลข",
    "vi": "không xác định, số ẩn, số không xác định, số riêng, số riêng tư, ẩn danh",
    "id": "anonim, disembunyikan, nomor pribadi, nomor tidak dikenal, nomor tersembunyi, pribadi, tidak dikenal, "
    "tidak diketahui, nomor tidak diketahui, tanpa nomor",
    "ms": "nombor peribadi, nombor tidak diketahui, tidak diketahui",
    "hi": "अनजान, अनजान नंबर, अज्ञात, अज्ञात नंबर, निजी नंबर",
}


def _fold(text: str) -> str:
    """Only the letters and digits, without case and accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parted if c.isalnum()))


_FOLDED = frozenset(_fold(phrase) for phrases in _PHRASES.values() for phrase in phrases.split(","))


def says_so(text: str) -> bool:
    """Whether a text that is not E.164 says that the number is withheld: a phrase, an anonymous address, or nothing.

    >>> says_so("Rufnummer unterdrückt"), says_so('"Anonymous" <sip:anonymous@anonymous.invalid>'), says_so("206 555")
    (True, True, False)
    """
    if len(text) > _LONGEST:
        return False
    address = addresses.read(text)
    if address is None:
        return _fold(text) in _FOLDED or not text.strip(_NOTHING)
    if address.telephone:
        return False
    # RFC 2606 reserves this domain; networks use it for an address that must not name anybody.
    return address.host.endswith(".invalid") or not {_fold(address.user), _fold(address.display)}.isdisjoint(_FOLDED)
