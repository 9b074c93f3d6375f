# drokpa demo 打印的报告

demo-title = Drokpa：离线学习与积分演示
demo-intro = 手机在没有网络时记录，两位书记在没有网络时审核，然后通过时断时续的网络合并。
demo-phones = 手机: { $count }
demo-weeks-offline = 离线周数: { $count }
demo-claims-recorded = 离线时的记录: { $count }
demo-two-secretaries = 两位书记都审核过的记录: { $count }
demo-sync-count = 同步次数: { $count }
demo-cuts = 网络中断次数: { $count }
demo-bytes = 上传字节: { $up }，下载字节: { $down }
demo-standings = 积分与学时
demo-conflicts = 冲突: { $count }
demo-conflict-settled = 已处理的冲突: { $count }
demo-conflict-open = 未处理的冲突: { $count }
demo-replicas-agree = 结果一致的设备: { $count }
demo-replicas-differ = 结果不一致的设备: { $count }
demo-app_answers = 网页应用可以打开。
demo-app_failed = 网页应用打不开。
demo-step_in = 在这台电脑的浏览器里打开下面的地址，可以用一位党员或书记的身份试用。
never-public_ranking_note = 名单按名册顺序排列，不是排名。
