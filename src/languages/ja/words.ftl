language-name = 日本語
direction = ltr
voice = Polly.Mizuki
voice-language = ja-JP

seconds = { $count }秒
minutes = { $count }分
hours = { $count }時間
later = { $span }後
later-at = { $span }後（{ $clock }）
wait-seconds = あと{ $count }秒
wait-minutes = あと{ $count }分

progress = 進み具合
progress-number = 電話番号
progress-code = コード
progress-done = 完了
problem = 問題があります
error-title = エラー：{ $title }
language = 言語
support = ヘルプ
handset = テスト用の電話を開く
try-again = もう一度試す
start-over = 最初からやり直す
offline = オフラインです。入力した内容は残っています。

phone-title = 電話番号の確認
phone-why = あなたの番号であることを確認するため、SMSで{ $digits }桁のコードをお送りします。
country = 国・地域
country-choose = 国・地域を選ぶ
country-search = 名前または国番号で検索
country-found = { $count ->
    [0] 見つかりません
   *[other] { $count }件
}
close = 閉じる
phone = 携帯電話番号
phone-example = 例：{ $number }
send-code = コードを送信
sending = 送信中…
rates = SMSの料金がかかる場合があります。

code-title = コードを入力
code = { $digits }桁のコード
code-hint = あと{ $span }使えます。{ $digits }桁を入力するとすぐに確認します。
code-time = コードはあと{ $span }使えます。
sent-to-text = { $number } に送信した{ $digits }桁のコードを入力してください
sent-to-call = { $number } への電話でお伝えする{ $digits }桁のコードを入力してください
verify = 確認する
checking = 確認中…
change-number = 番号を変更
send-again = もう一度送信
send-again-now = SMSをもう一度送信できるようになりました。
call-me = 電話で受け取る
call-me-now = 電話で受け取れるようになりました。
calling = 発信中…
call-how = 自動音声がキー操作をお願いし、そのあとコードを3回読み上げます。
call-from = { $number } からおかけします。

text-sending = SMSを送信しています…
text-unknown = SMSを送信できたかどうか、まだわかりません。
text-sent = SMSは配信中です。
text-sent-again = { $clock }にもう一度送信しました。配信中です。
text-slow = SMSは数分かかることがあります。電話で受け取ることもできます。
text-delivered = SMSは{ $clock }に届きました。
text-failed = SMSが届きませんでした。電話でコードをお伝えできます。
call-placing = 電話をかけています…
call-unknown = 電話をかけられたかどうか、まだわかりません。
call-ringing = 電話が鳴っています。
call-answered = { $digits }桁の数字をお聞きください。3回読み上げます。
call-ended = 通話が終わりました。
call-busy = 話し中でした。もう一度お試しいただけます。
call-no-answer = 応答がありませんでした。もう一度お試しいただけます。
call-voicemail = 留守番電話につながったため、コードはお伝えしていません。
call-failed = 電話がつながりませんでした。

code-over-title = 新しいコードが必要です
locked-title = コードの間違いが続きました
code-over-expired = そのコードは{ $clock }に期限が切れました。下から新しいコードをお受け取りください。
code-over-used-up = そのコードはもう試せません。下から新しいコードをお受け取りください。

done-title = 電話番号を確認しました
done = これで完了です。元のページに戻れます。
verify-another = 別の番号を確認する
unavailable-title = ただいまご利用いただけません
unavailable = こちらの問題で動いていません。何も送信されておらず、失われたものもありません。数秒後にもう一度お試しください。
unreadable-title = 読み取れませんでした
unreadable = 届いた内容はこのページからのものではありません。何も送信されていません。
missing-title = ページが見つかりません
missing = アドレスが間違っているかもしれません。

phone-missing = 携帯電話番号を入力してください。
country-missing = 国・地域を選ぶか、番号を + と国番号で始めてください。
country-unknown = その国番号はありません。+ のあとの数字をお確かめください。
country-not-served = その国・地域にはコードを送信できません。別の国・地域の番号をお使いください。
number-not-served = その種類の番号にはコードを送信できません。携帯電話番号をお使いください。
call-not-served = その種類の番号には電話をかけられません。SMSをもう一度送信できます。
phone-unreadable = 電話番号ではないようです。{ $number } のように数字だけを入力してください。
phone-too-short = 番号が短すぎます。数字が抜けていないかお確かめください。
phone-too-long = 番号が長すぎます。余分な数字がないかお確かめください。
phone-wrong-length = その国・地域の番号とは桁数が違います。数字をお確かめください。
code-missing = { $digits }桁のコードを入力してください。
code-shape = コードは{ $digits }桁です。入力されたのは{ $typed }桁です。
code-wrong = コードが違います。お確かめのうえ、もう一度お試しください。あと{ $tries }回試せます。
code-expired = そのコードは期限が切れました。新しいコードを送信してください。
code-used-up = そのコードはもう試せません。新しいコードを送信してください。
flow-locked = 試せる回数を使い切りました。新しいコードを受け取るには最初からやり直してください。
phone-locked = この番号では間違ったコードが多く入力されました。{ $later }にもう一度お試しいただけます。
text-too-soon = 次のSMSは{ $later }に送信できます。
call-too-soon = 電話は{ $later }に受け取れます。
no-sends-left = 送信済みのコードはまだ使えます。もう一つ受け取るには最初からやり直してください。
no-calls-left = おかけできる回数に達しました。コードはまだ使えます。
no-numbers-left = 複数の番号を試されました。別の番号を試すには最初からやり直してください。
phone-rested = この番号にはすでに何度か送信しました。次は{ $later }に送信できます。送信済みのコードはまだ使えます。
text-down = ただいまSMSを送信できません。何も送信されていません。{ $later }にもう一度お試しください。
call-down = ただいま電話をかけられません。SMSはご利用いただけます。{ $later }にもう一度お試しください。
client-rested = お使いのネットワークからの送信が多くなっています。{ $later }にもう一度お試しください。
service-rested = 送信が普段より混み合っています。{ $later }にもう一度お試しください。
text-unreachable = その番号はSMSを受け取れません。お確かめいただくか、別の番号をお使いください。
call-unreachable = その番号には電話をかけられません。SMSをもう一度送信できます。
text-not-sent = SMSを送信できませんでした。何も送信されていません。少し待ってからもう一度お試しください。
call-not-sent = 電話をかけられませんでした。少し待ってからもう一度お試しください。
text-maybe-sent = SMSを送信できたかどうかわかりません。届かなければもう一度送信してください。
call-maybe-sent = 電話をかけられたかどうかわかりません。鳴らなければもう一度お試しください。
start-again = 時間がかかりすぎました。電話番号からやり直してください。
already-verified = 電話番号はすでに確認済みです。

# 70 characters to a segment, so it is short.
text = { $brand }の認証コード: { $code }。人に教えないでください。

spoken-greeting = こんにちは。{ $brand }からの自動音声です。ご依頼のコードをお伝えします。
spoken-press = コードをお聞きになるには、{ $key }を押してください。
spoken-wrong-key = 別のキーが押されました。
spoken-code = { $brand }のコードは
spoken-again = もう一度お伝えします。コードは
spoken-expires = { $span }後に期限が切れます。
spoken-repeat = もう一度お聞きになるには、{ $key }を押してください。
spoken-goodbye = 失礼いたします。
spoken-no-key = 正しいキーが押されなかったため、コードをお伝えしませんでした。失礼いたします。
spoken-expired = このコードは期限が切れました。失礼いたします。

## 空の応答の代わりに表示するページと、待ち時間が過ぎたあとの案内

go-to-start = 最初のページへ
elsewhere-title = 正しいアドレスでページを開いてください
elsewhere = 元のページは、こちらで確認できないアドレスで開かれていました。何も送信していません。続きはこちらから：
too-large-title = 入力が長すぎます
too-large = 電話番号やコードとしては長すぎる入力です。何も送信していません。
too-slow-title = 時間内に届きませんでした
too-slow = 入力された内容が届くまでに時間がかかりすぎました。何も送信していません。接続をご確認ください。
busy = ただいま混み合っています。何も送信していません。数秒後にもう一度お試しください。
broke = こちらの不具合により、送信できたかどうか確認できません。届かない場合は、もう一度お試しください。
wait-over = 少しだけ早すぎました。もう一度お試しいただけます。
