# 本人记录的导出文件

export-title = 党员本人的记录
export-made_on = 导出日期: { $value }
export-words_note = 这个文件里各种状态的说明列在 "words" 里。
export-scope_note = 还没有送达本机的记录不在这个文件里。
