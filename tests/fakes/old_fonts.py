"""Vietnamese as it was typed for the fonts from before Unicode: each code letter by letter, as the makers of
its fonts printed it. Kept apart from the tables that read it."""

from __future__ import annotations

from typing import Final

SMALL: Final = (
    "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"  # 67, in the alphabet's order
)
LETTERS: Final = SMALL + SMALL.upper()

_TCVN3_SMALL: Final = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ"
_TCVN3_CAPITALS: Final = dict(zip("ĂÂĐÊÔƠƯ", "¡¢§£¤¥¦", strict=True))
_VNI_LIST: Final = (
    "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä ñ eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò"
    " oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î"
)
_VNI_SMALL: Final = _VNI_LIST.split()

_TCVN3: Final = (
    dict(zip(SMALL.upper(), _TCVN3_SMALL, strict=True))
    | _TCVN3_CAPITALS
    | dict(zip(SMALL, _TCVN3_SMALL, strict=True))
)
_VNI: Final = dict(zip(SMALL, _VNI_SMALL, strict=True)) | {
    small.upper(): written.upper() for small, written in zip(SMALL, _VNI_SMALL, strict=True)
}


def in_tcvn3(text: str) -> str:
    """A capital that has no code is the small letter, which .VnTimeH shows as a capital."""
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def in_vni(text: str) -> str:
    return "".join(_VNI.get(letter, letter) for letter in text)
