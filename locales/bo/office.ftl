# native-review: not yet read by a native reader

office-queue = ཞིབ་བཤེར
