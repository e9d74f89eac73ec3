# 「認証」 is proving the number, 「確認」 only checking what was typed.

language-name = 日本語
direction = ltr
voice = Polly.Mizuki
voice-language = ja-JP
sentence-space = { "" }

seconds = { $count }秒
minutes = { $count }分
hours = { $count }時間
clock = { $clock }
clock-utc = { $clock } UTC
later = { $span }後
later-at = { $span }後（{ $clock }）
wait-seconds = （あと{ $count }秒）
wait-minutes = （あと{ $count }分）

progress = 進行状況
progress-number = 電話番号
progress-code = 認証コード
progress-done = 完了
problem = 問題があります
error-title = エラー：{ $title }
language = 言語
support = ヘルプ
handset = テスト用の電話を開く
demo = サンプルショップで試す
try-again = もう一度試す
go-to-start = 最初のページへ
start-over = 最初からやり直す
offline = オフラインです。入力した内容は残っています。

phone-title = 電話番号の認証
phone-why = ご本人の番号であることを確認するため、SMSで{ $digits }桁の認証コードをお送りします。
country = 国・地域
country-choose = 国・地域を選ぶ
country-search = 名前または国番号で検索
country-found = { $count ->
    [0] 該当する国・地域がありません。別の書き方か国番号で検索してください。
   *[other] { $count }件
}
close = 閉じる
phone = 携帯電話番号
phone-example = 例：{ $number }
example-country = JP
send-code = 認証コードを送信
sending = 送信中…
rates = SMSの受信に料金がかかる場合があります。

code-title = 認証コードを入力
code = { $digits }桁の認証コード
code-hint = あと{ $span }有効です。{ $digits }桁入力すると自動で認証します。
code-time = 認証コードはあと{ $span }有効です。
sent-to-text = { $number } にSMSでお送りする{ $digits }桁の認証コードを入力してください。
sent-to-call = { $number } への電話でお伝えする{ $digits }桁の認証コードを入力してください。
verify = 認証する
checking = 認証中…
change-number = 番号を変更
send-again = もう一度送信
send-again-now = SMSをもう一度送信できるようになりました。
send-new-code = 新しいコードを送信
call-me = 電話で受け取る
call-me-now = コードを電話で受け取れるようになりました。
calling = 発信中…
call-how = 自動音声の案内に従ってキーを押すと、コードを3回読み上げます。
call-from = { $number } からお電話します。

text-sending = SMSを送信しています…
text-unknown = SMSを送信できたかどうか、まだわかりません。
text-sent = SMSは配信中です。
text-sent-again = { $clock }にもう一度送信しました。配信中です。
text-slow = SMSは数分かかることがあります。電話で受け取ることもできます。
text-slow-alone = SMSは数分かかることがあります。
text-delivered = SMSは{ $clock }に届きました。
text-failed = SMSが届きませんでした。電話で認証コードをお伝えできます。
text-failed-alone = SMSが届きませんでした。
call-placing = 電話をかけています…
call-unknown = 電話をかけられたかどうか、まだわかりません。
call-ringing = 電話が鳴っています。
call-answered = 案内されたキーを押し、{ $digits }桁の数字をお聞きください。
call-speaking = { $digits }桁の数字をお聞きください。3回読み上げます。
call-ended = 通話が終わりました。
call-no-key = 正しいキーが押される前に通話が終わったため、認証コードはお伝えしていません。
call-busy = 話し中でした。もう一度お試しいただけます。
call-no-answer = 応答がありませんでした。もう一度お試しいただけます。
call-voicemail = 留守番電話につながったため、認証コードはお伝えしていません。
call-failed = 電話がつながりませんでした。

code-over-title = 新しい認証コードが必要です
locked-title = 認証コードの間違いが続きました
code-over-expired = その認証コードは{ $clock }に期限が切れました。{ $next }
code-over-used-up = その認証コードは入力回数の上限に達しました。{ $next }
over-send = 下のボタンから新しいコードをお受け取りください。
over-start = 新しいコードを受け取るには最初からやり直してください。

done-title = 電話番号の認証が完了しました
done = このページを閉じて、元の作業にお戻りください。
verify-another = 別の番号を認証する
unavailable-title = ただいまご利用いただけません
unavailable = こちらの不具合により、ご利用いただけません。何も送信されておらず、失われたものもありません。数秒後にもう一度お試しください。
unreadable-title = 処理できませんでした
unreadable = 届いた内容を処理できませんでした。認証コードは送信されていません。
missing-title = ページが見つかりません
missing = アドレスが間違っているかもしれません。

phone-missing = 携帯電話番号を入力してください。
country-missing = 国・地域を選ぶか、番号を + と国番号で始めてください。
country-unknown = その国番号はありません。+ のあとの数字をお確かめください。
country-not-served = その国・地域には認証コードを送信できません。別の国・地域の番号をお使いください。
text-not-served = その種類の番号には認証コードを送信できません。携帯電話番号をお使いください。
call-not-served = その種類の番号には電話をかけられません。SMSをもう一度送信できます。
phone-unreadable = 電話番号ではないようです。{ $number } のように数字で入力し、国番号が必要な場合は + を付けてください。
phone-strange = 数字だけを入力してください。「{ $character }」が含まれています。
phone-too-short = 番号が短すぎます。数字が抜けていないかお確かめください。
phone-too-long = 番号が長すぎます。余分な数字がないかお確かめください。
phone-wrong-length = その国・地域の番号とは桁数が違います。数字をお確かめください。
phone-unknown = その番号を認識できません。数字と国・地域をお確かめください。
code-missing = { $digits }桁の認証コードを入力してください。
code-shape = 認証コードは{ $digits }桁です。入力されたのは{ $typed }桁です。
code-wrong = 認証コードが違います。お確かめのうえ、もう一度お試しください。あと{ $tries }回お試しいただけます。
code-expired = その認証コードは期限が切れました。新しいコードをお受け取りください。
code-used-up = その認証コードは入力回数の上限に達しました。新しいコードをお受け取りください。
verification-locked = 入力回数の上限に達しました。新しいコードを受け取るには最初からやり直してください。
phone-locked = この番号では間違った認証コードが多く入力されました。{ $later }にもう一度お試しいただけます。
text-too-soon = 次のSMSは{ $later }に送信できます。
call-too-soon = コードは{ $later }に電話で受け取れます。
no-sends-left = 認証コードをこれ以上お送りできません。新しいコードを受け取るには最初からやり直してください。
call-used-up = 電話をおかけできる回数の上限に達しました。コードはまだ使えます。
no-numbers-left = 複数の番号を試されました。別の番号を試すには最初からやり直してください。
phone-rested = この番号にはすでに何度か送信しました。次は{ $later }に送信できます。送信済みのコードはまだ使えます。
text-down = ただいまSMSを送信できません。何も送信されていません。{ $later }にもう一度お試しください。
call-down = ただいま電話をかけられません。SMSはご利用いただけます。{ $later }にもう一度お試しください。
client-rested = お使いのネットワークからのリクエストが多くなっています。{ $later }にもう一度お試しください。
service-rested = 送信が普段より混み合っています。{ $later }にもう一度お試しください。
text-unreachable = その番号には当サービスからSMSを送信できません。お確かめいただくか、別の番号をお使いください。
call-unreachable = その番号には電話をかけられません。SMSをもう一度送信できます。
text-not-sent = SMSを送信できませんでした。少し待ってからもう一度お試しください。
call-not-sent = 電話をかけられませんでした。少し待ってからもう一度お試しください。
text-maybe-sent = SMSを送信できたかどうかわかりません。届かなければもう一度送信してください。
call-maybe-sent = 電話をかけられたかどうかわかりません。鳴らなければもう一度お試しください。
start-again = 一定時間が経過しました。電話番号の入力からやり直してください。
already-verified = 電話番号は認証済みです。
moved-on = 別のタブまたはウィンドウで状況が変わったため、何も送信されず、何も数えられていません。このページには現在の状態が表示されています。
cookie-missing = コードは送信していません。ブラウザにCookieが保存されていません。ブラウザの設定でこのサイトのCookieを許可してから、もう一度お試しください。

# 70 characters to a segment, so it is short.
text = { $brand }の認証コード：{ $code }。他人に教えないでください。

spoken-greeting = こちらは{ $brand }の自動音声案内です。ご依頼の認証コードをお伝えします。
spoken-press = 認証コードをお聞きになるには、{ $key }を押してください。
spoken-wrong-key = 別のキーが押されました。
spoken-code = { $brand }の認証コードをお伝えします。
spoken-again = もう一度お伝えします。
spoken-expires = { $span }後に期限が切れます。
spoken-warning = 他人に教えないでください。
spoken-repeat = もう一度お聞きになるには、{ $key }を押してください。
spoken-goodbye = 失礼いたします。
spoken-no-key = 正しいキーが押されなかったため、認証コードをお伝えしませんでした。失礼いたします。
spoken-expired = この認証コードは期限が切れました。失礼いたします。

## Pages in place of an empty answer, and the end of a wait

elsewhere-title = 正しいアドレスでページを開いてください
elsewhere = 元のページは、こちらで確認できないアドレスで開かれていました。何も送信していません。続きはこちらから：
too-large-title = 入力が長すぎます
too-large = 電話番号や認証コードとしては長すぎる入力です。何も送信していません。
too-slow-title = 時間内に届きませんでした
too-slow = 入力された内容が届くまでに時間がかかりすぎました。何も送信していません。接続をご確認ください。
busy = ただいま混み合っています。何も送信していません。数秒後にもう一度お試しください。
broke = こちらの不具合により、送信できたかどうか確認できません。届かない場合は、もう一度お試しください。
wait-over = 少しだけ早すぎました。もう一度お試しいただけます。

## For a client

client-wants = { $client } があなたの電話番号を確認しようとしています。
client-wants-known = { $client } がこの電話があなたのものか確認しようとしています。
client-cancel = キャンセルして { $client } に戻る
client-other-number = これは私の番号ではありません
client-back = { $client } に戻る
return-title = 元のサイトに戻ります
return = 続ける
return-window = 元のウィンドウにお戻りください。認証が完了したと表示されていない場合は、もう一度ボタンを押してください。
broken-request-title = このリンクは使えません
broken-request = あなたをここに案内したサイトに誤りがありました。そのサイトに戻って、もう一度お試しください。
widget-expired = 5分以上たちました。電話番号をもう一度認証してください。
