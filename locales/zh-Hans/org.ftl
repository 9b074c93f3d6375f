# 组织：支部名单里的领域和层级

sector-village = 农牧村
sector-community = 社区
sector-office = 机关
sector-enterprise = 企业
level-province = 省
level-prefecture = 州
level-county = 县
level-city = 市
level-township = 乡镇
level-branch = 支部
