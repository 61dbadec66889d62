"""Passphrases everybody tries first, folded as approval.passphrases folds them.

The world's are those that head every list of leaked passwords; the others are what people here write when a
form asks for "something longer". Keyboard rows and alphabets stand in ROWS, both ways.
"""

from __future__ import annotations

from typing import Final

_FORWARDS: Final = (
    "1234567890" * 4,
    "0123456789" * 4,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "asdfghjkl" * 4,
    "zxcvbnm" * 4,
)
ROWS: Final = (*_FORWARDS, *(row[::-1] for row in _FORWARDS))
_TEXT: Final = """
1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv
a1b2c3d4 a1b2c3d4e5f6 aa123456 abc123abc123 abcd1234abcd abcdabcdabcd abcdefgh abcdefghi abcdefghijkl
abcxyz admin adminadmin adminadminadmin administrator adminpassword adminquantri anhlaai anhnhoem
anhnhoemnhieu anhyeuem anhyeuemmaimai anhyeuemmuondoi anhyeuemnhat anhyeuemnhieu anhyeuemnhieulam
anhyeuemvaemyeuanh arsenal asdfasdf asdfasdfasdf asdfghasdfgh asdfghjkl ashley bachohomuonnam
bachomuonnam bacsi bamecon bamevacon banlaai baohiem baohiemvietnam baohiemxahoi baohiemxahoivietnam
baohiemxh baohiemyte barcelona baseball basketball batmanbatman becon beyeu beyeucuaba beyeucuame
beyeucuatoi bhxh bhxhbhxh bhxhbhxhbhxh bhxhvietnam bhxhvn bimat bimatcuatoi bimatkhongnoi blackberry
bome bomevacon bongda bongdavietnam buonlam buonqua camon camonban camonnhieu camonratnhieu canbo
canboduyet canboquay cancuoccongdan cantho cauratdai cauthatdai changeit changeme changemenow
chaobuoisang chaomung chaomungban chaomungbandenvoi charlie chaubac chelsea chinhphudientu chongyeu
chucmungnammoi chucmungsinhnhat chungminhnhandan chuyendoiso codon codonmotminh computer
computercomputer congai congchua congchuabecon congdanso conghoaxahoichunghia
conghoaxahoichunghiavietnam conghoaxahoichunghiavietnamdoclaptudohanhphuc congty congtymau contrai
contrasena conyeu conyeubame conyeucuaba conyeucuame conyeume coquanbaohiem coquanbhxh
correcthorsebatterystaple danang danangvietnam dangky dangnhap dangnhaphethong daniel defaultpassword
dichvucong dichvucongquocgia dichvucongtructuyen dienthoai dienthoaicuatoi dienthoaididong
dinhdanhdientu doandi doanxem doclaptudohanhphuc doimatkhau doimatkhaumoi dongtien dragon dragondragon
emlaai emnhoanh emnhoanhnhieu emyeuanh emyeuanhmaimai emyeuanhmuondoi emyeuanhnhieu emyeuanhnhieulam
facebook facebookcuatoi facebookfacebook football forever foreverlove fptvietnam giadinh giadinhhanhphuc
giadinhlaso giadinhlatatca giadinhnhobe giadinhtoi giadinhyeuthuong giamdoc giamsat giaovien
giautosangphu goodbye goodmorning google guest guestguest guestguestguest haiphong hanhphuc
hanhphucmaimai hanhphucnhe hanoi hanoihanoi hanoivietnam happybirthday happynewyear harrypotter
hellohello hellohellohello helloworld hengaplai hethong hoahong hoahongdo hoahuongduong hoangtu
hoangtubecon hochiminh hochiminhcity hochiminhmuonnam hochutich hocsinh hoctro hue huongduong ihateyou
iloveu ilovevietnam iloveyou iloveyoubaby iloveyouforever iloveyoumore iloveyouso internet
internetinternet internetviettel iovevietnam iphone iphoneiphone jennifer jessica jordan ketoan
ketoantruong khongaibiet khongaibietdau khongbiet khongbietnua khongchoai khongchobiet khongcomatkhau
khongcopass khongnho khongnhomatkhau khongnoidau kiemtra langthang lanhlung laptop laptopcuatoi letmein
letmeinnow letmeinplease liverpool lovelove lovelovelove loveyou loveyouforever mailayeu maimai
maimaiyeuanh maimaiyeuem manchester manchesterunited master mastermaster matkhau matkhaucu matkhaucuaanh
matkhaucuaem matkhaucuatoi matkhaudai matkhaudangnhap matkhaukho matkhaumacdinh matkhaumatkhau
matkhaumoi matkhaurat matkhauratdai matkhauratkho matkhauwifi mautim mautimhoasim mauxanh mayman
maymanmaiman maytheforcebewithyou maytinh maytinhban maytinhcuatoi mecon merrychristmas michael
michaeljordan microsoft mobifone monkeymonkey motbuocde motcaudai motcaudedai motcaudenho
motcaudenhodedoan motdepasse motdoiyeuanh motdoiyeuem motncaudedai mypassword mysecret mysecretpassword
newpassword ngansach nguoidung nhanvien nhanviennhansu nhanvienvanphong nhapmatkhau nhieutien
nhieutienlam nhoanhnhieu nhoemnhieu nhokhonggi nokia noonewillguess oldpassword ongba ongbangoai
ongbanoi opensesame openthedoor p4ssw0rd pa55w0rd pa55word passw0rd passw0rdpassw0rd password
password1password passwordadmin passwordpassword passwort phongketoan phutrach pleasechangeme pokemon
pokemonpokemon princess princessprincess q1w2e3r4 q1w2e3r4t5y6 qazwsx qazwsxedc qazwsxedcrfv
qazwsxedcrfvtgb qazwsxedcrfvtgbyhnujm quantri quantrihethong quantrivien quenmatkhau quenmatkhauroi
quyetchienquyetthang qwe123qwe123 qweasdzxc qweasdzxcrtyfghvbn qwerty qwertyasdfgh qwertyqwerty
qwertyqwertyqwerty qwertyuiop qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm realmadrid rootroot
rootrootroot saigon saigonsaigon saigonvietnam samsung samsunggalaxy samsungsamsung secret secretsecret
shadow shadowshadow sieuanhhung sieunhan sinhnhat sinhnhatvuive sinhvien spiderman starwars sunshine
sunshinesunshine superadmin superadministrator superman supermansuperman superuser sysadministrator
taikhoan taikhoanmatkhau tambiet temporary temporarypassword temppassword tendangnhap tentaikhoan
testing testpassword testtest testtesttest thanhcong thanhcongnhe thanhphohochiminh thankyou
thankyouverymuch thepassword thequickbrownfox thequickbrownfoxjumps thichthinhich thomas thudohanoi
thuky tientientien tieuhocmau tinhyeu tinhyeucuaanh tinhyeucuaem tinhyeucuatoi tinhyeumaimai
tobeornottobe tobeornottobethatisthequestion toila toilaai toilanguoivietnam toilatoi toiquenmatkhau
toiyeuvietnam toorroot topsecret tphochiminh truonghoc trustno trustnoone user username usernamepassword
userpassword useruser useruseruser vanphong vietnam vietnamdatnuoctoi vietnammuonnam vietnamquehuongtoi
vietnamtoiyeu vietnamvietnam vietnamvodich viettel viettelviettel vinaphone vneid vnpt vochong
vochongtoi vodich vodichthegioi volleyball voyeu vssid vssidvssid vuive vuivemoingay welcome
welcomeadmin welcomeback welcomehome welcometo whatever whateverwhatever wifi wifimienphi wifinhatoi
windows xinchao xinchaoban xinchaocacban xinchaovietnam yeuanh yeuanhmaimai yeuanhnhieu yeubame yeubome
yeuchame yeuem yeuemmaimai yeuemnhieu yeuemnhieulam yeumaimai yeume yeunhau yeunhaumaimai yeuvietnam
yourpassword youtube yta zalo zalozalo zaq12wsx zaq12wsxcde34rfv zxcvbnm zxcvbnmasdfghjkl zxcvbnmzxcvbnm
"""
PASSPHRASES: Final = frozenset(_TEXT.split())
