# The organisation: sectors and levels of branches, as the tables of branches name them.

sector-village = Villages and herding
sector-community = Communities
sector-office = Offices
sector-enterprise = Enterprises
level-province = Province
level-prefecture = Prefecture
level-county = County
level-city = City
level-township = Township
level-branch = Branch
