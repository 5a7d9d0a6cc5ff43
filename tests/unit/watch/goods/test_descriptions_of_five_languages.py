"""Descriptions in Japanese, Korean, Arabic, Persian and Dutch, as papers of customs write them."""

from __future__ import annotations

import pytest

from counterflow.core.facts import load_facts
from counterflow.watch.goods.descriptions import read_description

LANGUAGES = ("ja", "ko", "ar", "fa", "nl")
NAMED = [
    # Japanese: half and full width, long vowels, "for use in"
    ("ドローン用サーボモーター 20個", "servo-motor"),
    ("新品 集積回路(マイクロコントローラ)", "microcontroller"),
    ("ｻｰﾎﾞﾓｰﾀ", "servo-motor"),
    ("積層セラミックコンデンサ 0402", "ceramic-capacitor"),
    ("航空機用ピストンエンジン部品", "aircraft-engine"),
    ("CNC旋盤 中古", "machine-tool"),
    ("ジャイロセンサ及び加速度センサ", "inertial-navigation"),
    ("GPS受信機モジュール", "satellite-navigation"),
    ("オシロスコープ 100MHz", "oscilloscope"),
    ("ターボジェットエンジン", "turbojet"),
    # Korean: with and without blanks
    ("드론용 서보 모터 50개", "servo-motor"),
    ("적층세라믹콘덴서", "ceramic-capacitor"),
    ("항공기 엔진 부품", "aircraft-engine"),
    ("볼 베어링 6204", "bearings"),
    ("GPS 수신기 모듈", "satellite-navigation"),
    ("관성항법장치", "inertial-navigation"),
    ("반도체 제조 장비 부품", "semiconductor-equipment"),
    ("수치제어선반", "machine-tool"),
    ("열화상 카메라", "camera"),
    ("터보제트 엔진", "turbojet"),
    # Arabic: with the article, the conjunction apart, other forms of letters
    ("طائرات بدون طيار", "unmanned-aircraft"),
    ("الطائرات المسيرة", "unmanned-aircraft"),
    ("الدوائر المتكاملة الإلكترونية", "integrated-circuit"),
    ("محركات الطائرات", "aircraft-engine"),
    ("قطع غيار الطائرات", "aircraft-parts"),
    ("مكثفات تنتالوم عدد 500", "tantalum-capacitor"),
    ("محامل كريات", "bearings"),
    ("جهاز تشويش", "jammer"),
    ("محرك ســـيرفو", "servo-motor"),
    ("كاميرات حرارية", "camera"),
    ("راسم ذبذبات رقمي", "oscilloscope"),
    # Persian: half-blanks, Arabic kaf and yeh
    ("قطعات یدکی هواپیما", "aircraft-parts"),
    ("ميكروكنترلر", "microcontroller"),
    ("شتاب‌سنج سه محوره", "inertial-navigation"),
    ("موتور پهپاد دو زمانه", "aircraft-engine"),
    ("خازن‌های سرامیکی", "ceramic-capacitor"),
    ("بلبرینگ صنعتی", "bearings"),
    ("گیرنده جی‌پی‌اس", "satellite-navigation"),
    ("تقویت‌کننده عملیاتی", "amplifier-chip"),
    ("دستگاه سی‌ان‌سی تراش", "machine-tool"),
    ("سروو موتور برای پهپاد", "servo-motor"),
    # Dutch: compounds, plurals, trema and accents
    ("Vliegtuigonderdelen, nieuw", "aircraft-parts"),
    ("Geïntegreerde schakelingen", "integrated-circuit"),
    ("Keramische meerlagencondensatoren", "ceramic-capacitor"),
    ("kogellagers 6204-2RS", "bearings"),
    ("onbemande luchtvaartuigen", "unmanned-aircraft"),
    ("CNC-draaibank, gebruikt", "machine-tool"),
    ("borstelloze motoren voor drones", "servo-motor"),
    ("warmtebeeldcamera's", "camera"),
    ("onderdelen voor vliegtuigmotoren", "aircraft-engine"),
    ("traagheidsmeeteenheden (IMU)", "inertial-navigation"),
    ("Printplaten zonder componenten", "printed-circuit"),
]
EVERYDAY = [
    "革靴", "ドローン用バッグ", "おもちゃのドローン", "自動車用エンジンオイル", "コーヒー豆",
    "絵本",
    "가죽 신발", "드론 가방", "장난감 드론", "자동차 엔진오일", "커피 원두", "면 티셔츠",
    "أحذية جلدية", "حقيبة درون", "لعبة طائرة بدون طيار", "زيت محرك", "قهوة محمصة", "كتب أطفال",
    "کفش چرمی", "کیف پهپاد", "اسباب بازی پهپاد", "روغن موتور", "قهوه", "فرش دستباف",
    "leren schoenen", "tas voor drone", "speelgoeddrone", "motorolie", "koffiebonen",
    "kinderboek over vliegtuigen", "wasmachine met microcontroller",
]  # fmt: skip


@pytest.mark.parametrize(("text", "term"), NAMED)
def test_goods_are_known_in_five_languages(text: str, term: str) -> None:
    assert term in {hint.term.id for hint in read_description(text)}


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_goods_of_five_languages_give_nothing(text: str) -> None:
    assert read_description(text) == ()


def test_every_term_has_words_of_all_five_languages() -> None:
    lacking = [
        (entry["id"], language)
        for entry in load_facts("goods/terms.yaml")["terms"]
        for language in LANGUAGES
        if not entry["words"].get(language)
    ]
    assert lacking == []


def test_forms_of_one_letter_are_one_letter() -> None:
    """Persian texts are often typed with Arabic kaf and yeh."""
    persian = [hint.term.id for hint in read_description("میکروکنترلر")]
    arabic = [hint.term.id for hint in read_description("ميكروكنترلر")]
    assert persian == arabic == ["microcontroller"]
