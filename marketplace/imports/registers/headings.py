"""The columns of a purchase register, and what people call them."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.kernel.labels import Labelled, _l


class Field(Labelled):
    """In the order in which columns are given away: `Jumlah` is a quantity only where no `Qty` stands."""

    NUMBER = "number", _l("No")
    DAY = "day", _l("Tanggal")
    DOCUMENT = "document", _l("No Faktur")
    SELLER = "seller", _l("Nama Pemasok")
    BARCODE = "barcode", _l("Barcode")
    ITEM = "item", _l("Nama Barang")
    QUANTITY = "quantity", _l("Qty")
    UNIT = "unit", _l("Satuan")
    PRICE = "price", _l("Harga Satuan")
    PERCENT = "percent", _l("Diskon %")
    DISCOUNT = "discount", _l("Diskon (Rp)")
    TAX = "tax", _l("PPN")
    TOTAL = "total", _l("Jumlah Harga")
    NOTE = "note", _l("Keterangan")
    SHOP = "shop", _l("Nama Toko")
    CONTENT = "content", _l("Isi")
    KIND = "kind", _l("Jenis Transaksi")
    RETURNED = "returned", _l("Qty Retur")


NEEDED = (Field.DAY, Field.SELLER, Field.ITEM, Field.QUANTITY, Field.PRICE)

# The best word of a field first.
COMMON: Mapping[Field, str] = {
    Field.NUMBER: "no nomor nourut",
    Field.DAY: "tanggal tgl tanggalterima tglterima tanggalfaktur tglfaktur tanggalnota tglnota tanggalbeli "
    "tglbeli tanggalpembelian tglpembelian tanggaltransaksi tgltransaksi tanggalmasuk tglmasuk date purchasedate "
    "invoicedate transactiondate datereceived receiveddate",
    Field.DOCUMENT: "nofaktur nomorfaktur nonota nomornota nobukti nomorbukti nofakturnota notransaksi "
    "nodokumen noinvoice invoiceno invoice faktur nota bukti kwitansi nokwitansi invoicenumber receiptno "
    "receiptnumber",
    Field.SELLER: "namasupplier namapemasok supplier pemasok namaikm ikm namaprodusen produsen namapenjual "
    "penjual dariikmpemasok namavendor vendor namadistributor distributor dari suppliername vendorname",
    Field.BARCODE: "barcode kodebarcode barkode gtin ean ean13",
    Field.ITEM: "namabarang namaproduk namaitem produk barang item uraianbarang uraian deskripsi jenisbarang "
    "nameofthegoods itemname productname itemdescription description product goods",
    Field.QUANTITY: "qty qtybeli kuantitas kwantitas banyaknya jumlahbarang jmlbarang jumlahbeli banyak jml "
    "volume quantity jumlah",
    Field.UNIT: "satuan sat satuanbeli uom unit",
    Field.PRICE: "hargabeli hargasatuan hrgbeli hrgsatuan hargabelisatuan hargapersatuan hargaunit unitprice "
    "hargapokok harga buyingprice price hargabelinetto harganetto harganett harganet hargabersih hrg hrgsat cost "
    "unitcost costprice purchaseprice",
    Field.PERCENT: "diskonpersen discpersen potonganpersen",
    Field.DISCOUNT: "diskonrp discrp potonganrp diskon potongan discount disc",
    Field.TAX: "ppn ppnrp nilaippn jumlahppn pajak vat tax pkp bkp statusppn statuspajak kenappn kenapajak jenisppn",
    Field.TOTAL: "netto jumlahnetto totalnetto nilainetto jumlahharga totalharga hargatotal jumlahrp totalrp "
    "nilairp total nilai jumlah amount linetotal totalamount totalprice",
    Field.NOTE: "keterangan ket catatan status details remark remarks",
    Field.SHOP: "namatoko toko namacabang cabang namaoutlet outlet gerai namagerai store gudangtoko gudang "
    "unittoko unitusaha lokasi namaopdtoko",
    Field.CONTENT: "isi isidus isiperdus isikarton isikemasan isisatuan konversi qtyisi",
    Field.KIND: "jenistransaksi tipetransaksi kodetransaksi jenistrx tipetrx transaksi trx mutasi jenismutasi dk "
    "debetkredit debitkredit masukkeluar inout tipe jenis",
    Field.RETURNED: "qtyretur returqty jumlahretur jmlretur retur qtyreturn return barangretur",
}
