# 纸上的组织密钥，已用口令加密

key_sheet-title = 组织密钥单
key_sheet-purpose = 有这张密钥单、口令和备份，就能在一台空机器上恢复服务器，所有手机照常同步。没有密钥，备份不能使用。
key_sheet-store = 请把这张纸锁好，不要放在服务器旁边。口令请另外存放。除了恢复时，不要拍照。谁同时有这两样，谁就能以组织的名义给手机发证书。
key_sheet-realm = 组织指纹
key_sheet-made_on = 制作日期: { $value }
key_sheet-version = 版本: { $value }
key_sheet-how = 恢复时，请把下面各行连同行号输入一个文本文件，或者给二维码拍一张PNG图片，然后输入这条命令。
key_sheet-typing = 每行最后四个字符用来校验：打错了会被发现，并指出是哪一行。空格和大小写没有影响。
