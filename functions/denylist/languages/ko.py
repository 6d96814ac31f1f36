"""Alerts in Korean."""

EVENTS = {
    "flagged": "상담원이 발신자를 신고했습니다. 이 번호의 전화는 차단됩니다.",
    "flagged_again": "이미 차단 중인 번호가 다시 신고되었습니다.",
    "amended": "상담원이 신고 내용을 보충했습니다.",
    "withdrawn": "상담원이 신고를 취소했습니다.",
    "added": "수동 입력, 콘솔 또는 가져오기로 항목이 추가되었습니다.",
    "approved": "검토자가 항목을 승인했습니다.",
    "expired": "검토자가 차단을 해제했습니다.",
    "reopened": "누군가 테이블에서 항목을 직접 검토 대기 상태로 되돌렸습니다.",
    "protected": "보호 번호로 지정되어 더 이상 차단할 수 없습니다.",
    "unprotected": "보호 번호 지정이 해제되었습니다.",
    "refused": "항목이 거부되었습니다. 차단할 수 없거나 차단해서는 안 되는 번호입니다.",
    "taken_back": "검토자가 마지막 결정을 취소했습니다.",
    "extended": "검토자가 항목의 기간을 연장했습니다.",
    "end_changed": "누군가 테이블에서 항목의 만료 시각을 직접 바꿨습니다.",
    "edited": "누군가 테이블에서 항목을 직접 수정했습니다.",
    "completed": "항목에서 비어 있던 정보가 채워졌습니다.",
    "lapsed": "항목이 만료되어 삭제되었습니다.",
    "removed": "항목이 테이블에서 수동으로 삭제되었습니다.",
}

# Of a call in which the number was dialled, and did not call.
DIALLED_EVENTS = {
    "flagged": "상담원이 전화를 건 번호를 신고했습니다. 발신자의 번호가 아닙니다. 이 번호의 전화는 차단됩니다.",
    "flagged_again": "이미 차단 중인 번호가 그 번호로 전화를 건 통화에서 다시 신고되었습니다.",
}

DIALLED = {"outbound": "발신 통화 (이 번호로 전화를 걸었음)", "callback": "콜백 (이 번호로 전화를 걸었음)"}

LABELS = {
    "number": "번호",
    "country": "국가",
    "actor": "처리자",
    "at": "시각",
    "category": "분류",
    "term": "기간",
    "why": "사유",
    "edited": "수정된 항목",
    "flag_count": "신고 횟수",
    "contact_id": "문의(contact) ID",
    "dialled": "통화",
    "source": "출처",
    "after": "상태",
}

REFUSALS = {
    "empty": "번호가 없습니다",
    "withheld": "발신번호 표시제한 전화이므로 차단하면 모든 표시제한 발신자가 차단됩니다",
    "address": "전화번호가 아니라 SIP 또는 이메일 주소입니다",
    "too_long": "전화번호로는 너무 깁니다",
    "not_a_number": "전화번호가 아닙니다",
    "star": (
        "별표(*)가 있습니다. +1900* 같은 규칙은 아직 아무 전화도 차단하지 않습니다. "
        "별표 없이 +와 국가 번호부터 전체 번호를 적어야 합니다"
    ),
    "not_valid": "존재할 수 없는 번호입니다",
    "ambiguous": "어느 번호인지 확실하지 않습니다. +와 국가 번호부터 전체 번호를 적어야 합니다",
    "no_plan": "어느 나라의 번호 체계에도 없는 번호입니다. 검토자가 승인할 수 있습니다",
    "spells_withheld": (
        "통신사가 발신번호 표시제한 대신 보내는 단어를 키패드로 적은 것과 같은 번호입니다. 검토자가 승인할 수 있습니다"
    ),
    "emergency": "긴급 전화번호입니다",
    "short_code": "단축 번호입니다",
    "protected": "보호 번호입니다",
    "too_many_flags": (
        "상담원이 한 시간에 허용된 횟수보다 많이 신고했습니다. 검토자가 승인할 수 있으며, "
        "이 시간의 나머지 신고는 메일로 알리지 않습니다"
    ),
    "too_many_unnamed_flags": (
        "상담원 이름이 없는 신고가 한 시간에 허용된 횟수보다 많이 들어왔습니다. 검토자가 승인할 수 있으며, "
        "이 시간의 나머지 신고는 메일로 알리지 않습니다. "
        "“Deny list - agent whisper” 흐름을 쓰면 상담원 이름이 기록됩니다"
    ),
}

CATEGORIES = {
    "abuse": "폭언",
    "threat": "협박",
    "harassment": "성희롱",
    "fraud": "사기",
    "nuisance": "장난 전화",
    "other": "기타",
}

ACTORS = {"unknown": "알 수 없음", "time to live": "기간 만료 (DynamoDB)"}

STATUSES = {
    "FLAGGED": "방금 신고",
    "PENDING": "대기",
    "APPROVED": "승인",
    "EXPIRED": "차단 해제",
    "REFUSED": "거부",
    "PROTECTED": "보호",
}

TERMS = {
    "24h": "24시간",
    "7d": "7일",
    "30d": "30일",
    "90d": "90일",
    "365d": "1년",
    "permanent": "영구",
}

SOURCES = {
    "ccp": "상담원의 빠른 연결",
    "after_call": "상담원의 통화 후 양식",
    "panel": "상담원 패널",
    "console": "검토자 콘솔",
    "import": "가져오기",
    "table": "테이블에 직접 입력",
}

NUMBER_TYPES = {
    "FIXED_LINE": "유선",
    "MOBILE": "휴대전화",
    "FIXED_LINE_OR_MOBILE": "유선 또는 휴대전화",
    "TOLL_FREE": "수신자 부담",
    "PREMIUM_RATE": "유료 정보 서비스",
    "SHARED_COST": "요금 분담",
    "VOIP": "인터넷 전화",
    "PERSONAL_NUMBER": "개인 번호",
    "PAGER": "무선 호출",
    "UAN": "대표 번호",
    "VOICEMAIL": "음성 사서함",
    "UNKNOWN": "번호 체계에 없음",
}

DENIED_UNTIL = "이 번호의 전화는 {until}까지 차단됩니다."
DENIED_PERMANENTLY = "이 번호의 전화는 검토자가 차단을 해제할 때까지 차단됩니다."
LAPSES = "그때까지 아무도 결정하지 않으면 항목이 만료되고 전화를 다시 받습니다."
NOT_DENIED = "이 번호의 전화를 받습니다."
DECIDE = "확인하고 결정하기: {link}"

HAPPENED = {
    "flagged": "신고됨",
    "flagged_again": "다시 신고됨",
    "amended": "내용 보충됨",
    "withdrawn": "신고 취소됨",
    "added": "추가됨",
    "approved": "승인됨",
    "expired": "차단 해제됨",
    "reopened": "직접 검토 대기로 되돌림",
    "protected": "보호됨",
    "unprotected": "보호 해제됨",
    "refused": "거부됨",
    "taken_back": "결정 취소",
    "extended": "연장됨",
    "end_changed": "만료 시각이 직접 변경됨",
    "edited": "직접 수정됨",
    "completed": "정보가 채워짐",
    "lapsed": "기간 만료됨",
    "removed": "삭제됨",
}

DIGEST = {
    "count": "차단 목록의 변경: {count}건",
    "times": "{first}부터 {last}까지",
    "further": "메일 한 통에 담을 수 있는 것보다 변경이 많습니다. 나머지는 다음 메일에서 알립니다.",
    "events": "변경 내용:",
    "actors": "처리자:",
    "others": "그 밖",
    "numbers": "번호:",
    "more": "외 {count}건은 콘솔에서 볼 수 있습니다",
}
