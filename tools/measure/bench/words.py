"""What the figures are called, in English and Korean."""

TITLES = {
    "cold_start": ("Cold start, to the first answer", "콜드 스타트, 첫 응답까지"),
    "cold_imports": ("… of it importing modules", "… 그중 모듈 임포트"),
    "cold_clients": ("… of it clients and authorities' certificates", "… 그중 클라이언트와 인증 기관 인증서"),
    "cold_handshake": ("… of it the TLS handshake", "… 그중 TLS 핸드셰이크"),
    "cold_answer": ("… of it asking and answering", "… 그중 요청과 응답"),
    "cold_start_bundled": (
        "The same, the article's with boto3 in its package",
        "같은 것, 문서 방식은 boto3를 패키지에 담음",
    ),
    "cold_load": ("Loading the handler (init phase)", "핸들러 로드(초기화 단계)"),
    "call_1": ("First call after that", "그다음 첫 번째 호출"),
    "call_3": ("Third call", "세 번째 호출"),
    "first_to_third_call": ("First call in parts of the third", "세 번째 호출 대비 첫 번째 호출"),
    "interpreter": ("Interpreter, before all this", "그 전의 인터프리터 시작"),
    "memory": ("Most memory in use", "최대 메모리 사용량"),
    "modules": ("Modules loaded", "로드한 모듈"),
    "round_trips": ("Requests for each check of a caller who is let through", "통과하는 발신자의 확인 한 건당 요청 수"),
    "connections": ("Connections for three checks", "확인 세 건의 연결 수"),
    "warm_cpu": (
        "Warm check of a caller who is let through, processor time",
        "통과하는 발신자의 웜 확인, 프로세서 시간",
    ),
    "warm_wall": ("Warm check of a caller who is let through, elapsed time", "통과하는 발신자의 웜 확인, 경과 시간"),
    "denied_cpu": (
        "Warm check of a caller who is turned away, processor time",
        "차단되는 발신자의 웜 확인, 프로세서 시간",
    ),
    "denied_wall": ("Warm check of a caller who is turned away, elapsed time", "차단되는 발신자의 웜 확인, 경과 시간"),
    "denied_round_trips": (
        "Requests for each check of a caller who is turned away",
        "차단되는 발신자의 확인 한 건당 요청 수",
    ),
    "flag_cold_start": ("Flag: cold start, to the first answer", "신고: 콜드 스타트, 첫 응답까지"),
    "flag_cpu": ("Flag: warm, processor time", "신고: 웜, 프로세서 시간"),
    "flag_wall": ("Flag: warm, elapsed time", "신고: 웜, 경과 시간"),
    "normalize_national": (
        "Normalising a national spelling, beside libphonenumber alone",
        "국내 표기 정규화, libphonenumber만 쓴 것과 비교",
    ),
    "normalize_e164": (
        "Normalising what already is E.164, beside libphonenumber alone",
        "이미 E.164인 번호 정규화, libphonenumber만 쓴 것과 비교",
    ),
    "judge_e164": (
        "All number rules, on what already is E.164, beside libphonenumber alone",
        "이미 E.164인 번호에 모든 번호 규칙 적용, libphonenumber만 쓴 것과 비교",
    ),
    "package": ("Package, zipped", "패키지(zip)"),
    "package_and_layers": (
        "… ours with its layer, the article's with boto3",
        "… 우리 것은 레이어, 문서 방식은 boto3 포함",
    ),
    "worst_under_faults": (
        "Longest call of a loaded function under any fault (the maximum)",
        "모든 장애 중 로드된 함수의 가장 긴 호출(최댓값)",
    ),
    "flags_per_second": (
        "Flags through the workflow, on the emulator (one run)",
        "워크플로를 거친 신고, 에뮬레이터(한 번 실행)",
    ),
    "flag_to_history": ("Flag acknowledged, until it is in the history", "신고 응답 후 이력에 남을 때까지"),
    "emulator_invocation": ("One invocation through the emulator", "에뮬레이터를 통한 호출 한 번"),
    "page": (
        "First page of what waits, of 1,000 entries, beside a Scan of our own",
        "항목 1,000개 중 대기 목록 첫 페이지, 우리가 쓴 Scan과 비교",
    ),
}
HEADINGS = {
    "en": ("Median", "Unit", "Ours", "The article's, or as named", "Ratio", "Least possible", "Wanted"),
    "ko": ("중앙값", "단위", "우리 것", "문서 방식(또는 행에 적은 것)", "비율", "가능한 최소", "목표"),
}
IN_README = (
    "cold_start",
    "cold_imports",
    "cold_clients",
    "cold_handshake",
    "cold_answer",
    "cold_start_bundled",
    "first_to_third_call",
    "warm_cpu",
    "warm_wall",
    "round_trips",
    "denied_cpu",
    "denied_wall",
    "denied_round_trips",
    "memory",
    "package",
    "package_and_layers",
    "worst_under_faults",
    "normalize_national",
    "normalize_e164",
    "flag_cold_start",
    "flag_cpu",
    "flags_per_second",
    "page",
)
UNITS = {"requests": "건", "flags/s": "건/초", "times": "배", "s": "초"}
MACHINE = {"en": "Measured by `make bench` on:", "ko": "`make bench`로 측정한 환경:"}


def title(name: str, language: str = "en") -> str:
    """What a figure is called; those of single faults are named by the fault.

    >>> title("memory"), title("under reset")
    ('Most memory in use', 'Longest call, under reset')
    """
    words = TITLES.get(name)
    return words[language == "ko"] if words else f"Longest call, {name}"


def unit(name: str, language: str) -> str:
    """A unit as people of that language write it."""
    return UNITS.get(name, name) if language == "ko" else name
