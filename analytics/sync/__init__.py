"""Pulls Kakao's figures on a schedule, one step at a time, and says how it goes."""
