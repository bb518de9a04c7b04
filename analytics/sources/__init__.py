"""Where friends come from, by Kakao's own categories."""
