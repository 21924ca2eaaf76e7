from marketplace.web.city_map import CityMap, Place, Shade


def place(name, group, count):
    return Place(name, group, count, "/")


class TestShades:
    def test_nothing_is_a_step_of_its_own(self):
        assert CityMap("Pembuat", [place("Imopuro", "Metro Pusat", 0)]).shades == [Shade(0, 0, 0)]

    def test_steps_are_equal_and_reach_the_largest(self):
        shades = CityMap("Pembuat", [place("Imopuro", "Metro Pusat", 12)]).shades

        assert [(one.least, one.most) for one in shades] == [(0, 0), (1, 3), (4, 6), (7, 9), (10, 12)]

    def test_few_makers_need_few_steps(self):
        shades = CityMap("Pembuat", [place("Imopuro", "Metro Pusat", 2)]).shades

        assert [(one.least, one.most) for one in shades] == [(0, 0), (1, 1), (2, 2)]
        assert len({one.step for one in shades}) == 3


class TestTiles:
    CITY = CityMap(
        "Pembuat",
        [
            place("Karangrejo", "Metro Utara", 3),
            place("Mulyojati", "Metro Barat", 0),
            place("Hadimulyo Timur", "Metro Pusat", 12),
            place("Imopuro", "Metro Pusat", 1),
            place("Metro", "Metro Pusat", 1),
            place("Iring Mulyo", "Metro Timur", 5),
            place("Rejomulyo", "Metro Selatan", 1),
        ],
    )

    def test_every_kelurahan_has_one(self):
        assert len(list(self.CITY.tiles)) == len(self.CITY.places)

    def test_none_lies_on_another(self):
        corners = {(tile.x, tile.y) for tile in self.CITY.tiles}

        assert len(corners) == len(self.CITY.places)

    def test_north_is_above_and_west_is_left(self):
        at = {tile.place.group: tile for tile in self.CITY.tiles}

        assert at["Metro Utara"].y < at["Metro Pusat"].y < at["Metro Selatan"].y
        assert at["Metro Barat"].x < at["Metro Pusat"].x < at["Metro Timur"].x

    def test_more_is_darker(self):
        shade = {tile.place.name: tile.shade for tile in self.CITY.tiles}

        assert shade["Mulyojati"] == 0 < shade["Imopuro"] < shade["Iring Mulyo"] < shade["Hadimulyo Timur"]

    def test_a_phone_has_room_for_a_part_of_the_name(self):
        brief = {tile.place.name: tile.brief for tile in self.CITY.tiles}

        assert brief["Metro"] == "Metro"
        assert brief["Karangrejo"] == "Karan."
        assert brief["Hadimulyo Timur"] == "Had Ti."

    def test_it_is_as_high_as_its_tiles(self):
        assert self.CITY.height > max(tile.y for tile in self.CITY.tiles)
        assert CityMap("Pembuat", []).height == 2
