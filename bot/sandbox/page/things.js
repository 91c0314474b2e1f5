// Everything that people send besides text, photos and documents.

export const THINGS = {
  voice: "🎤 语音",
  sticker: "🙂 贴纸",
  location: "📍 位置",
  contact: "👤 名片",
  poll: "📊 投票",
  dice: "🎲 骰子",
  video_note: "⏺ 圆形视频",
  animation: "🎞 动图",
  audio: "🎵 音频",
  video: "🎬 视频",
};

// The words of such a message, or an empty text for any other message.
export function thingWords(message) {
  const kind = Object.keys(THINGS).find((each) => message[each]);
  if (!kind) return "";
  const it = message[kind];
  const about = it.emoji && kind === "sticker" ? it.emoji : it.file_name ?? it.question ?? it.first_name
    ?? it.value ?? (it.latitude ? `${it.latitude}, ${it.longitude}` : `${it.duration} 秒`);
  return `${THINGS[kind]} ${about}`;
}
